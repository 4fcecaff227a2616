/** Why the image looks as it does: tags, interests, the text as it is read, neighbours, history. Each can be changed. */
import { Box, Tab, Tabs, Typography } from "@mui/material"
import { memo, useState } from "react"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import type { PlanView } from "../../native/contract/api/studio.ts"
import type { Persona } from "../../native/contract/catalog.ts"
import { useTranslations } from "../app/translations.ts"
import { LoadingState } from "../ui/states.tsx"
import { HistoryPanel } from "./history-panel.tsx"
import { InterestsPanel } from "./interests-panel.tsx"
import { NeighboursPanel } from "./neighbours-panel.tsx"
import { TagsPanel } from "./tags-panel.tsx"
import { TextPanel } from "./text-panel.tsx"

const tabs = ["interests", "tags", "text", "neighbours", "history"] as const

export interface InspectorProps {
  item: ItemSummary
  persona: Persona
  plan: PlanView | null
  /** Why there is no plan; null while it is being made. */
  missing: string | null
}

/** Drawn again only for another plan, not for each step of a preview. */
export const Inspector = memo(function Inspector({ item, persona, plan, missing }: InspectorProps) {
  const t = useTranslations("studio.inspector")
  const [tab, setTab] = useState<(typeof tabs)[number]>("interests")
  return (
    <Box>
      <Tabs
        value={tab}
        onChange={(_event, next) => setTab(next)}
        variant="scrollable"
        scrollButtons={false}
        aria-label={t("label")}
        sx={{
          minHeight: 36,
          borderBottom: 1,
          borderColor: "divider",
          "& .MuiTab-root": { minHeight: 36, minWidth: 0, flex: "1 0 auto", px: 0.75, py: 0.5 },
        }}
      >
        {tabs.map(name => (
          <Tab
            key={name}
            value={name}
            label={t(name)}
            id={`inspector-${name}`}
            aria-controls="inspector-panel"
          />
        ))}
      </Tabs>
      <Box
        id="inspector-panel"
        role="tabpanel"
        aria-labelledby={`inspector-${tab}`}
        sx={{ pt: 1.5, minHeight: 240 }}
      >
        {plan === null && missing !== null ? (
          <Typography variant="body2" color="textSecondary">
            {missing}
          </Typography>
        ) : plan === null ? (
          <LoadingState count={6} height={24} />
        ) : tab === "interests" ? (
          <InterestsPanel persona={persona} plan={plan} />
        ) : tab === "tags" ? (
          <TagsPanel item={item} plan={plan} />
        ) : tab === "text" ? (
          <TextPanel plan={plan} />
        ) : tab === "neighbours" ? (
          <NeighboursPanel plan={plan} />
        ) : (
          <HistoryPanel plan={plan} />
        )}
      </Box>
    </Box>
  )
})
