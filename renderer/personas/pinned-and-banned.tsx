/** Tags that always come first, and tags that never do; any tag of the catalog can be pinned by typing it. */
import { Autocomplete, Box, Stack, TextField, Typography } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { type ReactNode, useState } from "react"
import { useTranslations } from "use-intl"
import type { Persona } from "../../native/contract/catalog.ts"
import { orpc } from "../app/rpc.ts"
import { TagChip } from "../ui/tag-chip.tsx"
import { usePersonaSteps } from "./use-persona-steps.ts"

/** As the contract has it. */
const mostPinned = 64
/** Tags that are offered while one types. */
const mostOffers = 50

export function PinnedAndBanned({ persona }: { persona: Persona }) {
  const t = useTranslations("personas")
  const steps = usePersonaSteps(persona)
  const { pinned, banned } = persona
  return (
    <Stack spacing={2} sx={{ mb: 3 }}>
      <TagGroup title={t("pinned")} none={t("nonePinned")}>
        {pinned.map(tag => (
          <TagChip
            key={tag}
            tag={tag}
            look="pinned"
            remove={{ label: t("unpin", { tag }), run: () => void steps.unpin(tag) }}
          />
        ))}
      </TagGroup>
      {pinned.length < mostPinned && <AddTag persona={persona} onAdd={tag => void steps.pin(tag)} />}
      <TagGroup title={t("banned")} none={t("noneBanned")}>
        {banned.map(tag => (
          <TagChip
            key={tag}
            tag={tag}
            look="banned"
            remove={{ label: t("unban", { tag }), run: () => void steps.unban(tag) }}
          />
        ))}
      </TagGroup>
    </Stack>
  )
}

function TagGroup({ title, none, children }: { title: string; none: string; children: ReactNode[] }) {
  return (
    <Box component="section" aria-label={title}>
      <Typography variant="h3" component="h2" sx={{ mb: 0.5 }}>
        {title}
      </Typography>
      {children.length === 0 ? (
        <Typography variant="body2" color="textSecondary" sx={{ minHeight: 26 }}>
          {none}
        </Typography>
      ) : (
        <Stack direction="row" useFlexGap sx={{ flexWrap: "wrap", gap: 0.5 }}>
          {children}
        </Stack>
      )}
    </Box>
  )
}

function AddTag({ persona, onAdd }: { persona: Persona; onAdd: (tag: string) => void }) {
  const t = useTranslations("personas")
  const [typed, setTyped] = useState("")
  const { data: known = [] } = useQuery(
    orpc.items.tagCounts.queryOptions({ input: { scenario: persona.scenario } }),
  )
  const offers = known.map(({ tag }) => tag).filter(tag => !persona.pinned.includes(tag))
  return (
    <Autocomplete
      freeSolo
      size="small"
      value={null}
      inputValue={typed}
      options={offers}
      filterOptions={(options, { inputValue }) => {
        const start = inputValue.trim().toLowerCase()
        return options.filter(tag => tag.includes(start)).slice(0, mostOffers)
      }}
      onInputChange={(_event, value, reason) => {
        if (reason !== "reset") setTyped(value)
      }}
      onChange={(_event, value) => {
        const tag = value?.trim().toLowerCase()
        if (tag && !persona.pinned.includes(tag)) onAdd(tag)
        setTyped("")
      }}
      renderInput={params => (
        <TextField
          {...params}
          placeholder={t("addTag")}
          slotProps={{
            ...params.slotProps,
            htmlInput: { ...params.slotProps.htmlInput, "aria-label": t("addTag"), maxLength: 200 },
          }}
        />
      )}
    />
  )
}
