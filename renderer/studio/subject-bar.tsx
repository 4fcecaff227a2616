import FileOpenOutlined from "@mui/icons-material/FileOpenOutlined"
import { IconButton, Stack, Tooltip, Typography } from "@mui/material"
import { useState } from "react"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import { useTranslations } from "../app/translations.ts"
import { useUndoCommands } from "../app/undo-commands.tsx"
import { ItemPicker } from "../shared/item-picker.tsx"
import { PersonaPicker } from "../shared/persona-picker.tsx"
import { type ChosenPersona, setDraft } from "../shared/studio-draft.ts"
import { ChooseButton } from "../ui/choose-button.tsx"
import { useChooseImage } from "../ui/choose-image.tsx"
import { CommandButton } from "../ui/command-button.tsx"
import { Picture } from "../ui/picture.tsx"
import { Presets } from "./presets.tsx"

export interface SubjectBarProps {
  item: ItemSummary
  persona: ChosenPersona
  latest: ItemSummary | undefined
  onChoose: (item: ItemSummary, persona: ChosenPersona | null) => void
  /** Takes up the settings of an image. */
  onOpen: (file: File) => void
}

export function SubjectBar({ item, persona, latest, onChoose, onOpen }: SubjectBarProps) {
  const t = useTranslations("studio.subject")
  const [picking, setPicking] = useState<"item" | "persona" | null>(null)
  const undoCommands = useUndoCommands()
  return (
    <Stack direction="row" spacing={1} sx={{ alignItems: "center", minWidth: 0 }}>
      <ChooseButton
        label={t("item")}
        name={item.title || item.id}
        picture={<Picture kind="item" id={item.id} version={item.image} alt="" edge={160} />}
        onClick={() => setPicking("item")}
      />
      <Typography variant="body2" color="textSecondary" aria-hidden>
        {t("for")}
      </Typography>
      <ChooseButton
        label={t("persona")}
        name={persona.name}
        picture={latest && <Picture kind="item" id={latest.id} version={latest.image} alt="" edge={160} />}
        onClick={() => setPicking("persona")}
      />
      <Presets scenario={item.scenario} />
      <OpenImage onOpen={onOpen} />
      {undoCommands.map(command => (
        <CommandButton key={command.name} command={command} />
      ))}
      <ItemPicker
        open={picking === "item"}
        title={t("pickItem")}
        onClose={() => setPicking(null)}
        onPick={([picked]) => {
          setPicking(null)
          if (picked) onChoose(picked, picked.scenario === persona.scenario ? persona : null)
        }}
      />
      <PersonaPicker
        open={picking === "persona"}
        title={t("pickPersona")}
        scenario={item.scenario}
        onClose={() => setPicking(null)}
        onPick={([picked]) => {
          setPicking(null)
          if (picked) setDraft({ persona: picked, shown: { kind: "preview" }, against: { kind: "original" } })
        }}
      />
    </Stack>
  )
}

function OpenImage({ onOpen }: { onOpen: (file: File) => void }) {
  const t = useTranslations("studio.drop")
  const { choose, input } = useChooseImage(onOpen)
  return (
    <>
      <Tooltip title={t("openExplain")} describeChild>
        <IconButton aria-label={t("open")} onClick={choose}>
          <FileOpenOutlined />
        </IconButton>
      </Tooltip>
      {input}
    </>
  )
}
