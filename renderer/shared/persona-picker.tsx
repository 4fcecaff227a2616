/** Picks one persona, or several. */
import CheckCircle from "@mui/icons-material/CheckCircle"
import { Box, Stack, Typography } from "@mui/material"
import { useInfiniteQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { PersonaSummary } from "../../native/contract/api/personas.ts"
import { useJoin } from "../app/join.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { PersonaStrip } from "../ui/persona-strip.tsx"
import { PickerDialog } from "../ui/picker-dialog.tsx"
import { useDebounced } from "../ui/use-debounced.ts"
import { byOffset, pagesOf } from "./pages.ts"

const pageSize = 60

export interface PersonaPickerProps<Chosen extends { id: string }> {
  open: boolean
  title?: string
  /** Only personas of this scenario. */
  scenario?: string | undefined
  /** Several can be picked; those given are chosen at first, at most `most`. */
  multiple?: { selected: readonly Chosen[]; most?: number }
  onPick: (personas: (PersonaSummary | Chosen)[]) => void
  onClose: () => void
}

export function PersonaPicker<Chosen extends { id: string } = PersonaSummary>({
  open,
  title,
  scenario,
  multiple,
  onPick,
  onClose,
}: PersonaPickerProps<Chosen>) {
  const t = useTranslations("common.personas")
  const join = useJoin()
  const [search, setSearch] = useState("")
  const wanted = useDebounced(search)
  const query = useInfiniteQuery(
    orpc.personas.list.infiniteOptions({
      input: (offset: number) => ({
        offset,
        limit: pageSize,
        search: wanted,
        ...(scenario ? { scenario } : {}),
      }),
      ...byOffset(pageSize),
      enabled: open,
      placeholderData: previous => previous,
    }),
  )
  const { entries, total, onMore } = pagesOf(query, page => page.personas)
  return (
    <PickerDialog
      open={open}
      title={title ?? (multiple ? t("pickMany") : t("pick"))}
      searchLabel={t("search")}
      resultsLabel={t("results")}
      countLabel={total === undefined ? "" : t("count", { count: total })}
      emptyText={search ? t("none") : t("noneYet")}
      search={search}
      onSearch={setSearch}
      entries={entries}
      query={query}
      onMore={onMore}
      labelOf={persona => join.phrases([persona.name, t("historyOf", { count: persona.items })])}
      render={(persona, selected) => <PersonaTile persona={persona} selected={selected} />}
      tile={240}
      heightOf={() => 116}
      {...(multiple && { multiple: { ...multiple, confirm: (count: number) => t("use", { count }) } })}
      onPick={onPick}
      onClose={onClose}
    />
  )
}

/** A persona as a tile; only looks. */
export function PersonaTile({ persona, selected = false }: { persona: PersonaSummary; selected?: boolean }) {
  const t = useTranslations("common.personas")
  return (
    <Box
      sx={{
        position: "relative",
        p: 1.5,
        borderRadius: 1,
        border: 1,
        borderColor: selected ? "primary.main" : "divider",
        outline: selected ? "1px solid" : "none",
        outlineColor: "primary.main",
      }}
    >
      <Stack spacing={0.75}>
        <Typography variant="body1" noWrap sx={{ fontWeight: 500, pr: selected ? 3 : 0 }}>
          {persona.name}
        </Typography>
        <PersonaStrip latest={persona.latest} height={48} />
        <Typography variant="caption" color="textSecondary">
          {t("historyOf", { count: persona.items })}
        </Typography>
      </Stack>
      {selected && (
        <CheckCircle aria-hidden sx={{ position: "absolute", top: 10, right: 10, color: "primary.main" }} />
      )}
    </Box>
  )
}
