/** What can be done with the chosen items. */
import AddPhotoAlternateOutlined from "@mui/icons-material/AddPhotoAlternateOutlined"
import ArchiveOutlined from "@mui/icons-material/ArchiveOutlined"
import DeleteOutlined from "@mui/icons-material/DeleteOutlined"
import PersonAddOutlined from "@mui/icons-material/PersonAddOutlined"
import PersonSearchOutlined from "@mui/icons-material/PersonSearchOutlined"
import UnarchiveOutlined from "@mui/icons-material/UnarchiveOutlined"
import { Box, Button, Stack } from "@mui/material"
import { useLocation } from "wouter"
import type { Away, AwayKind } from "../../native/contract/catalog.ts"
import { useAttempt } from "../app/attempt.ts"
import { inPath, paths } from "../app/paths.ts"
import { useTranslations } from "../app/translations.ts"
import { useUndo } from "../app/undo.ts"
import { client } from "../engine/rpc.ts"
import { useImageSetDraft } from "../shared/image-set-draft.ts"
import { useAwaySteps } from "../shared/use-away-steps.ts"
import { useAsk } from "../ui/ask.tsx"

export interface SelectionBarProps {
  ids: readonly string[]
  /** How the items that are shown were put away. */
  away: Away
  onClear: () => void
}

export function SelectionBar({ ids, away, onClear }: SelectionBarProps) {
  const t = useTranslations("catalog")
  const masks = useTranslations("studio.masks")
  const [, navigate] = useLocation()
  const ask = useAsk()
  const undo = useUndo()
  const attempt = useAttempt()
  const steps = useAwaySteps()

  async function makePersona(): Promise<void> {
    const name = await ask.name({
      title: t("newPersona"),
      label: t("personaName"),
      maxLength: 200,
      confirm: t("create"),
    })
    if (!name) return
    const { item } = await client.items.get({ id: ids[0]! })
    let id = ""
    await undo.run({
      label: t("personaMade", { name }),
      do: async () => {
        ;({ id } = await client.personas.create({ name, scenario: item.scenario, items: [...ids] }))
      },
      undo: async () => {
        await client.personas.remove({ id })
      },
    })
  }

  function putAway(kind: AwayKind): void {
    onClear()
    void steps.putAway(t(kind, { count: ids.length }), kind, { items: [...ids] })
  }

  function bringBack(): void {
    onClear()
    void steps.bringBack(t("restored", { count: ids.length }), { items: [...ids] })
  }

  /** Their masks get the name that the studio's own button gives, so that one setting protects them all. */
  const protectSubjects = () =>
    attempt(async () => {
      await client.masks.makeSubjects({ items: [...ids], name: masks("subjectName") })
      return t("masksQueued", { count: ids.length })
    })

  return (
    <Stack
      direction="row"
      spacing={1}
      role="toolbar"
      aria-label={t("selected", { count: ids.length })}
      sx={{
        position: "absolute",
        bottom: 16,
        left: "50%",
        transform: "translateX(-50%)",
        px: 2,
        py: 1,
        alignItems: "center",
        borderRadius: 2,
        bgcolor: "background.paper",
        border: 1,
        borderColor: "divider",
        boxShadow: "0 8px 28px rgba(0,0,0,.22)",
      }}
    >
      <Box role="status" sx={{ fontWeight: 500, whiteSpace: "nowrap" }}>
        {t("selected", { count: ids.length })}
      </Box>
      {ids.length === 1 && (
        <Button color="inherit" onClick={() => navigate(`/${inPath(ids[0]!)}`)}>
          {t("open")}
        </Button>
      )}
      {away === "none" ? (
        <>
          <Button color="inherit" startIcon={<ArchiveOutlined />} onClick={() => putAway("archived")}>
            {t("archive")}
          </Button>
          <Button color="inherit" startIcon={<DeleteOutlined />} onClick={() => putAway("removed")}>
            {t("delete")}
          </Button>
          <Button color="inherit" startIcon={<PersonSearchOutlined />} onClick={() => void protectSubjects()}>
            {t("protectSubjects")}
          </Button>
        </>
      ) : (
        <Button color="inherit" startIcon={<UnarchiveOutlined />} onClick={bringBack}>
          {t("restore")}
        </Button>
      )}
      <Button
        color="inherit"
        startIcon={<AddPhotoAlternateOutlined />}
        onClick={() => {
          useImageSetDraft.setState({ items: [...ids] })
          navigate(`~${paths.imageSets}`)
        }}
      >
        {t("makeSet")}
      </Button>
      <Button color="inherit" startIcon={<PersonAddOutlined />} onClick={() => void makePersona()}>
        {t("newPersona")}
      </Button>
      <Button color="inherit" onClick={onClear}>
        {t("clear")}
      </Button>
    </Stack>
  )
}
