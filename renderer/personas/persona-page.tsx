/** One persona: what it likes and why, its history, and what can be done with it. */
import ArrowBack from "@mui/icons-material/ArrowBack"
import AutoAwesomeOutlined from "@mui/icons-material/AutoAwesomeOutlined"
import MoreHoriz from "@mui/icons-material/MoreHoriz"
import PersonOffOutlined from "@mui/icons-material/PersonOffOutlined"
import { Box, Button, IconButton, Menu, MenuItem, Tooltip } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { Link } from "wouter"
import type { Persona } from "../../native/contract/catalog.ts"
import { problemOf } from "../app/problem.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { useOpenInStudio } from "../shared/studio-choice.ts"
import { useAwaySteps } from "../shared/use-away-steps.ts"
import { usePersonaSteps } from "../shared/use-persona-steps.ts"
import { Screen } from "../ui/screen.tsx"
import { EmptyState, LoadingState, ProblemState } from "../ui/states.tsx"
import { HistoryGrid } from "./history-grid.tsx"
import { InterestChart } from "./interest-chart.tsx"
import { PinnedAndBanned } from "./pinned-and-banned.tsx"

export function PersonaPage({ id }: { id: string }) {
  const t = useTranslations("personas")
  const retry = useTranslations("common.problem")("retry")
  const query = useQuery(orpc.personas.get.queryOptions({ input: { id } }))
  /** The tag whose items are looked at. */
  const [tag, setTag] = useState<{ tag: string; from: readonly string[] } | null>(null)
  const back = (
    <Tooltip title={t("back")}>
      <IconButton component={Link} href="/" aria-label={t("back")} sx={{ ml: -1 }}>
        <ArrowBack />
      </IconButton>
    </Tooltip>
  )
  if (query.isError)
    return (
      <Screen title={t("title")} before={back}>
        {problemOf(query.error).code === "catalog.unknown_persona" ? (
          <EmptyState
            icon={<PersonOffOutlined />}
            title={t("gone")}
            text={t("goneText")}
            action={
              <Button component={Link} href="/" variant="outlined">
                {t("back")}
              </Button>
            }
          />
        ) : (
          <ProblemState problem={query.error} action={{ label: retry, run: () => void query.refetch() }} />
        )}
      </Screen>
    )
  const persona = query.data?.persona
  return (
    <Screen
      fill
      title={persona?.name ?? t("title")}
      before={back}
      note={
        persona && `${t(`origins.${persona.origin}`)} · ${t("itemCount", { count: persona.items.length })}`
      }
      actions={
        persona && (
          <PersonaActions
            persona={persona}
            away={query.data?.away !== "none"}
            shopper={query.data?.shopper ?? false}
          />
        )
      }
    >
      <Box
        sx={{
          flex: 1,
          minWidth: 0,
          display: "grid",
          gridTemplateColumns: "minmax(420px, 5fr) minmax(360px, 6fr)",
          minHeight: 0,
        }}
      >
        <Box sx={{ minHeight: 0, overflow: "auto", p: 3, borderRight: 1, borderColor: "divider" }}>
          {persona ? (
            <>
              <PinnedAndBanned persona={persona} />
              <InterestChart persona={persona} looked={tag?.tag ?? null} onLook={setTag} />
            </>
          ) : (
            <LoadingState count={8} height={44} />
          )}
        </Box>
        <Box sx={{ minHeight: 0, overflow: "auto", p: 3 }}>
          {query.data ? (
            <HistoryGrid history={query.data.history} tag={tag} onAll={() => setTag(null)} />
          ) : (
            <LoadingState count={12} height={190} tile={120} />
          )}
        </Box>
      </Box>
    </Screen>
  )
}

interface PersonaActionsProps {
  persona: Persona
  /** Whether it was archived or deleted. */
  away: boolean
  shopper: boolean
}

function PersonaActions({ persona, away, shopper }: PersonaActionsProps) {
  const t = useTranslations("personas")
  const openInStudio = useOpenInStudio()
  const steps = usePersonaSteps(persona)
  const { bringBack } = useAwaySteps()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const choose = (act: () => Promise<void>) => () => {
    setAnchor(null)
    void act()
  }
  return (
    <>
      <IconButton
        aria-label={t("more", { name: persona.name })}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={event => setAnchor(event.currentTarget)}
      >
        <MoreHoriz />
      </IconButton>
      <Menu open={anchor !== null} anchorEl={anchor} onClose={() => setAnchor(null)}>
        {!away && [
          <MenuItem key="rename" onClick={choose(steps.rename)}>
            {t("rename")}
          </MenuItem>,
          <MenuItem key="duplicate" onClick={choose(steps.duplicate)}>
            {t("duplicate")}
          </MenuItem>,
          <MenuItem key="archive" onClick={choose(steps.archive)}>
            {t("archive")}
          </MenuItem>,
          <MenuItem key="remove" onClick={choose(steps.remove)} sx={{ color: "error.main" }}>
            {t("remove")}
          </MenuItem>,
        ]}
        {away && (
          <MenuItem
            onClick={choose(() =>
              bringBack(t("restored", { name: persona.name }), { personas: [persona.id] }),
            )}
          >
            {t("restore")}
          </MenuItem>
        )}
        {shopper && (
          <MenuItem onClick={choose(steps.erase)} sx={{ color: "error.main" }}>
            {t("eraseMenu")}
          </MenuItem>
        )}
      </Menu>
      <Button
        variant="contained"
        startIcon={<AutoAwesomeOutlined />}
        onClick={() => openInStudio({ persona: persona.id })}
      >
        {t("openInStudio")}
      </Button>
    </>
  )
}
