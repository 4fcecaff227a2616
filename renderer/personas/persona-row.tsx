/** A persona in the list: its latest items, its name, what is pinned. */
import AutoAwesomeOutlined from "@mui/icons-material/AutoAwesomeOutlined"
import UnarchiveOutlined from "@mui/icons-material/UnarchiveOutlined"
import { Box, Button, ButtonBase, IconButton, Stack, Tooltip, Typography } from "@mui/material"
import { Link } from "wouter"
import type { PersonaSummary } from "../../native/contract/api/personas.ts"
import { useJoin } from "../app/join.ts"
import { inPath } from "../app/paths.ts"
import { useTranslations } from "../app/translations.ts"
import { useOpenInStudio } from "../shared/studio-choice.ts"
import { useAwaySteps } from "../shared/use-away-steps.ts"
import { PersonaStrip } from "../ui/persona-strip.tsx"
import { TagChip } from "../ui/tag-chip.tsx"

/** In pixels. */
export const rowHeight = 76

/** Pinned tags that fit beside the name. */
const mostTags = 3

export interface PersonaRowProps {
  persona: PersonaSummary
  /** Whether it was archived or deleted. */
  away: boolean
  /** Its name for people. */
  scenario: string
  /** Its place in the list. */
  index: number
  /** Whether it takes the focus. */
  current: boolean
}

export function PersonaRow({ persona, away, scenario, index, current }: PersonaRowProps) {
  const t = useTranslations("personas")
  const join = useJoin()
  const openInStudio = useOpenInStudio()
  const steps = useAwaySteps()
  const { id, name, origin, items, latest, pinned, banned } = persona
  const facts = [
    scenario,
    t(`origins.${origin}`),
    t("itemCount", { count: items }),
    pinned.length > 0 && t("pinnedCount", { count: pinned.length }),
    banned.length > 0 && t("bannedCount", { count: banned.length }),
  ]
  return (
    <Stack
      direction="row"
      sx={{
        height: rowHeight,
        alignItems: "center",
        border: 1,
        borderColor: "divider",
        borderRadius: 1,
        bgcolor: "background.paper",
        overflow: "hidden",
        pr: 1,
      }}
    >
      <ButtonBase
        component={Link}
        href={`/${inPath(id)}`}
        data-index={index}
        tabIndex={current ? 0 : -1}
        sx={{
          flex: 1,
          minWidth: 0,
          height: "100%",
          px: 1.25,
          gap: 2,
          justifyContent: "flex-start",
          textAlign: "start",
          borderRadius: 1,
          "&:hover": { bgcolor: "action.hover" },
          "&.Mui-focusVisible": { outlineOffset: -2 },
        }}
      >
        <PersonaStrip latest={latest} />
        <Box sx={{ minWidth: 0, flex: 1 }}>
          <Typography variant="body1" noWrap sx={{ fontWeight: 500 }}>
            {name}
          </Typography>
          <Typography variant="body2" color="textSecondary" noWrap>
            {facts.filter(Boolean).join(" · ")}
          </Typography>
        </Box>
        <Stack direction="row" spacing={0.5} sx={{ maxWidth: "40%", overflow: "hidden" }}>
          {pinned.slice(0, mostTags).map(tag => (
            <TagChip key={tag} tag={tag} look="pinned" />
          ))}
        </Stack>
      </ButtonBase>
      {away ? (
        <Button
          color="inherit"
          startIcon={<UnarchiveOutlined />}
          aria-label={join.pair(t("restore"), name)}
          tabIndex={current ? 0 : -1}
          onClick={() => void steps.bringBack(t("restored", { name }), { personas: [id] })}
          sx={{ ml: 1 }}
        >
          {t("restore")}
        </Button>
      ) : (
        <Tooltip title={t("openInStudio")}>
          <IconButton
            aria-label={join.pair(t("openInStudio"), name)}
            tabIndex={current ? 0 : -1}
            onClick={() => openInStudio({ persona: id })}
            sx={{ ml: 1 }}
          >
            <AutoAwesomeOutlined />
          </IconButton>
        </Tooltip>
      )}
    </Stack>
  )
}
