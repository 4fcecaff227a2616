/** Tags that always come first, and tags that never do; any tag of the catalog can be pinned by typing it. */
import { Box, Stack, Typography } from "@mui/material"
import type { ReactNode } from "react"
import type { Persona } from "../../native/contract/catalog.ts"
import { useTranslations } from "../app/translations.ts"
import { AddTag } from "../shared/add-tag.tsx"
import { usePersonaSteps } from "../shared/use-persona-steps.ts"
import { TagChip } from "../ui/tag-chip.tsx"

/** As the contract has it. */
const mostPinned = 64

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
      {pinned.length < mostPinned && (
        <AddTag
          label={t("addTag")}
          scenario={persona.scenario}
          known={pinned}
          onAdd={tag => pinned.includes(tag) || void steps.pin(tag)}
        />
      )}
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
