/** The settings of the board: those that all tiles share, or what the tile that is looked at has of its own. */
import { Alert, Box, Stack, ToggleButton, ToggleButtonGroup, Typography } from "@mui/material"
import { useState } from "react"
import type { Persona } from "../../native/contract/catalog.ts"
import type { Settings } from "../../native/contract/settings.ts"
import type { Command } from "../app/commands.ts"
import { useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { AdapterField } from "../shared/adapter-field.tsx"
import { AddTag } from "../shared/add-tag.tsx"
import { boardDraft, setBoardDraft, tilesOf, useBoardDraft, withOwn } from "../shared/board-draft.ts"
import { type SettingsScope, SettingsScopeProvider, useSettingsScope } from "../shared/settings-scope.ts"
import { Sliders } from "../shared/sliders.tsx"
import { usePersonaSteps } from "../shared/use-persona-steps.ts"
import { useSettingsSteps } from "../shared/use-settings-steps.ts"
import { CommandButton } from "../ui/command-button.tsx"
import { ProblemLine } from "../ui/states.tsx"
import { TagChip } from "../ui/tag-chip.tsx"
import type { Board, BoardTileView } from "./use-board.ts"

export interface PanelProps {
  board: Board
  commands: readonly Command[]
}

export function Panel({ board, commands }: PanelProps) {
  const t = useTranslations("board")
  const words = useTranslations("studio.variants")
  const [one, setOne] = useState(false)
  const shared = useShared()
  const { looked, model } = board
  return (
    <Box
      component="aside"
      aria-label={t("panel")}
      sx={{ width: 360, flexShrink: 0, borderLeft: 1, borderColor: "divider", overflow: "auto" }}
    >
      <Stack spacing={1.5} sx={{ p: 2 }}>
        {looked && (
          <Stack spacing={0.5}>
            <Typography variant="h2" noWrap>
              {board.by === "personas" ? looked.persona.name : looked.item.title || looked.item.id}
            </Typography>
            <Box role="toolbar" aria-label={words("actions")} sx={{ display: "flex", gap: 0.5, ml: -0.5 }}>
              {commands.map(command => (
                <CommandButton key={command.name} command={command} tellsKey />
              ))}
            </Box>
            <TileNotes tile={looked} />
          </Stack>
        )}
        <ToggleButtonGroup
          exclusive
          fullWidth
          size="small"
          value={one ? "one" : "all"}
          aria-label={t("scope")}
          onChange={(_event, next: "one" | "all" | null) => next && setOne(next === "one")}
        >
          <ToggleButton value="all">{t("allTiles")}</ToggleButton>
          <ToggleButton value="one" disabled={!looked}>
            {t("oneTile")}
          </ToggleButton>
        </ToggleButtonGroup>
        <Typography variant="caption" color="textSecondary">
          {one ? t("oneTileExplain") : t("allTilesExplain")}
        </Typography>
        <SettingsScopeProvider
          // A drag belongs to the tile that it began on.
          key={one ? looked?.key : "all"}
          value={one && looked ? ownScope(looked) : shared}
        >
          <BoardAdapter />
          <Sliders model={model} />
        </SettingsScopeProvider>
        {looked?.about && <Pins key={looked.persona.id} persona={looked.about} />}
      </Stack>
    </Box>
  )
}

/** What all tiles share. */
function useShared(): SettingsScope {
  const settings = useBoardDraft(board => board.settings)
  return {
    settings,
    read: () => boardDraft().settings,
    change: change => setBoardDraft({ settings: { ...boardDraft().settings, ...change } }),
  }
}

/** The settings of one tile: what is changed becomes its own. */
const ownScope = ({ key, settings }: BoardTileView): SettingsScope => ({
  settings,
  read: () => tilesOf(boardDraft()).find(tile => tile.key === key)?.settings ?? settings,
  change: (change: Partial<Settings>) => setBoardDraft(withOwn(boardDraft(), key, change)),
})

function BoardAdapter() {
  const t = useTranslations("studio.adapter")
  const steps = useSettingsSteps()
  const { settings } = useSettingsScope()
  return (
    <AdapterField
      value={settings.adapter}
      onChange={(next, name) => steps.commit("adapter", next, t("taken", { name }))}
    />
  )
}

/** Why a tile can't be drawn, or not as it was asked for. */
function TileNotes({ tile: { picture } }: { tile: BoardTileView }) {
  const say = useSay()
  return (
    <>
      {picture.problem !== null && (
        <Alert severity="error">
          <ProblemLine problem={picture.problem} />
        </Alert>
      )}
      {picture.warnings.map(say).map(warning => (
        <Alert key={warning} severity="warning">
          {warning}
        </Alert>
      ))}
    </>
  )
}

/** Tags that always count for the persona. */
function Pins({ persona }: { persona: Persona }) {
  const t = useTranslations("board")
  const words = useTranslations("studio.interests")
  const steps = usePersonaSteps(persona)
  return (
    <Stack spacing={1}>
      <Typography variant="h4" component="h3">
        {t("pins", { persona: persona.name })}
      </Typography>
      {persona.pinned.length > 0 && (
        <Stack direction="row" sx={{ flexWrap: "wrap", gap: 0.75 }}>
          {persona.pinned.map(tag => (
            <TagChip
              key={tag}
              tag={tag}
              look="pinned"
              remove={{ label: words("unpin", { tag }), run: () => void steps.unpin(tag) }}
            />
          ))}
        </Stack>
      )}
      <AddTag
        label={words("add")}
        scenario={persona.scenario}
        known={persona.pinned}
        onAdd={tag => void steps.pin(tag)}
      />
    </Stack>
  )
}
