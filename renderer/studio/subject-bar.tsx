/** Who and what: the item, the persona, presets, and the button that renders. */
import BookmarkBorderOutlined from "@mui/icons-material/BookmarkBorderOutlined"
import ExpandMore from "@mui/icons-material/ExpandMore"
import FileOpenOutlined from "@mui/icons-material/FileOpenOutlined"
import {
  Box,
  Button,
  ButtonBase,
  Divider,
  IconButton,
  ListItemText,
  Menu,
  MenuItem,
  Stack,
  Tooltip,
  Typography,
} from "@mui/material"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { type ReactNode, useRef, useState } from "react"
import { useTranslations } from "use-intl"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import type { Preset } from "../../native/contract/api/renders.ts"
import { changedByPreset } from "../../native/contract/settings.ts"
import { mainSettingsText } from "../../native/words/setting-text.ts"
import { useUndo } from "../app/undo.ts"
import { useUndoCommands } from "../app/undo-commands.tsx"
import { client, orpc } from "../engine/rpc.ts"
import { ItemPicker } from "../shared/item-picker.tsx"
import { PersonaPicker } from "../shared/persona-picker.tsx"
import { type ChosenPersona, draft, setDraft } from "../shared/studio-draft.ts"
import { useAsk } from "../ui/ask.tsx"
import { CommandButton } from "../ui/command-button.tsx"
import { Picture } from "../ui/picture.tsx"
import { useSettingsSteps } from "./use-settings-steps.ts"

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
      <Choose
        label={t("item")}
        name={item.title || item.id}
        picture={<Picture kind="item" id={item.id} version={item.image} alt="" edge={160} />}
        onClick={() => setPicking("item")}
      />
      <Typography variant="body2" color="textSecondary" aria-hidden>
        {t("for")}
      </Typography>
      <Choose
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

interface ChooseProps {
  label: string
  name: string
  picture: ReactNode
  onClick: () => void
}

function Choose({ label, name, picture, onClick }: ChooseProps) {
  return (
    <ButtonBase
      onClick={onClick}
      aria-label={`${label}: ${name}`}
      sx={{
        gap: 1,
        height: 36,
        pl: 0.5,
        pr: 0.75,
        minWidth: 0,
        maxWidth: 240,
        borderRadius: 1,
        border: 1,
        borderColor: "divider",
        "&:hover": { bgcolor: "action.hover" },
      }}
    >
      <Box sx={{ width: 28, height: 28, borderRadius: 0.5, overflow: "hidden", flexShrink: 0 }}>
        {picture}
      </Box>
      <Typography variant="body2" noWrap sx={{ fontWeight: 500 }}>
        {name}
      </Typography>
      <ExpandMore aria-hidden sx={{ color: "text.secondary" }} />
    </ButtonBase>
  )
}

function OpenImage({ onOpen }: { onOpen: (file: File) => void }) {
  const t = useTranslations("studio.drop")
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Tooltip title={t("openExplain")} describeChild>
        <IconButton aria-label={t("open")} onClick={() => input.current?.click()}>
          <FileOpenOutlined />
        </IconButton>
      </Tooltip>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        onChange={event => {
          const [file] = event.target.files ?? []
          if (file) onOpen(file)
          // The same one can be opened again.
          event.target.value = ""
        }}
      />
    </>
  )
}

function Presets({ scenario }: { scenario: string }) {
  const t = useTranslations("studio.presets")
  const cache = useQueryClient()
  const ask = useAsk()
  const undo = useUndo()
  const steps = useSettingsSteps()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const { data = [] } = useQuery(orpc.presets.list.queryOptions())
  const presets = data.filter(preset => preset.scenario === scenario)
  const refresh = () => cache.invalidateQueries({ queryKey: orpc.presets.key() })

  async function save(): Promise<void> {
    setAnchor(null)
    const name = await ask.name({
      title: t("save"),
      label: t("name"),
      value: "",
      maxLength: 80,
      confirm: t("save"),
    })
    if (!name) return
    const { settings } = draft()
    let id = ""
    await undo.run({
      label: t("saved", { name }),
      do: async () => {
        ;({ id } = await client.presets.save({ name, scenario, settings }))
        await refresh()
      },
      undo: async () => {
        await client.presets.remove({ id })
        await refresh()
      },
    })
  }

  async function remove(preset: Preset): Promise<void> {
    setAnchor(null)
    let { id } = preset
    const { name, settings } = preset
    await undo.run({
      label: t("removed", { name }),
      do: async () => {
        await client.presets.remove({ id })
        await refresh()
      },
      undo: async () => {
        ;({ id } = await client.presets.save({ name, scenario, settings }))
        await refresh()
      },
    })
  }

  return (
    <>
      <Button
        color="inherit"
        startIcon={<BookmarkBorderOutlined />}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={event => setAnchor(event.currentTarget)}
      >
        {t("label")}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {presets.map(({ id, name, settings }) => (
          <MenuItem
            key={id}
            onClick={() => {
              setAnchor(null)
              steps.take(t("taken", { name }), changedByPreset(settings))
            }}
          >
            <ListItemText primary={name} secondary={mainSettingsText(settings)} />
          </MenuItem>
        ))}
        {presets.length > 0 && <Divider />}
        <MenuItem onClick={() => void save()}>{t("saveAs")}</MenuItem>
        {presets.map(preset => (
          <MenuItem key={preset.id} onClick={() => void remove(preset)}>
            {t("remove", { name: preset.name })}
          </MenuItem>
        ))}
      </Menu>
    </>
  )
}
