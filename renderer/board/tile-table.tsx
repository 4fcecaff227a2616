/** The tiles of the board: one is looked at; arrow keys move to the next, and keys mark it. */
import PushPin from "@mui/icons-material/PushPin"
import { Box, LinearProgress, Stack, Typography, useMediaQuery } from "@mui/material"
import { useEffect, useRef } from "react"
import { type Command, commandFor, useListedCommands } from "../app/commands.ts"
import { useJoin } from "../app/join.ts"
import { useProblemText } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { setBoardDraft } from "../shared/board-draft.ts"
import { useSettingWords } from "../shared/setting-words.ts"
import { LightTable, type LightTableHandle } from "../ui/light-table.tsx"
import { RenderMarks } from "../ui/render-marks.tsx"
import type { Board, BoardTileView } from "./use-board.ts"

/** Below a picture: its name, and what is its own. */
const captionHeight = 44

/** Narrowest width of a tile in pixels, so that as many as there are fit into a usual window; `wide` is a large one. */
function widthFor(count: number, wide: boolean): number {
  const [small, large] = count <= 2 ? [320, 560] : count <= 6 ? [230, 380] : [180, 250]
  return wide ? large : small
}

export interface TileTableProps {
  board: Board
  commandsFor: (tile: BoardTileView | undefined) => readonly Command[]
}

export function TileTable({ board, commandsFor }: TileTableProps) {
  const t = useTranslations("board")
  const labelOf = useLabels(board)
  const { tiles, looked, ratio } = board
  const wide = useMediaQuery("(min-width: 1600px)")
  const table = useRef<LightTableHandle>(null)
  useListedCommands(t("title"), commandsFor(looked))
  // Keys mark tiles from the start.
  useEffect(() => table.current?.focus(), [])
  const look = (tile: BoardTileView) => setBoardDraft({ looked: tile.key })
  return (
    <LightTable
      ref={table}
      label={t("tiles")}
      total={tiles.length}
      tile={widthFor(tiles.length, wide)}
      heightOf={width => width / ratio + captionHeight}
      keyOf={index => tiles[index]?.key ?? index}
      options={{
        multiple: false,
        isSelected: index => tiles[index]?.key === looked?.key,
        labelOf: index => labelOf(tiles[index]!),
        onClick: (_event, index) => look(tiles[index]!),
        onDoubleClick: index =>
          commandsFor(tiles[index])
            .find(({ keys }) => keys?.includes("Enter"))
            ?.run(),
      }}
      render={(index, current) => (
        <TileView board={board} tile={tiles[index]!} current={current} onCurrent={look} />
      )}
      onKey={(event, index) => {
        const command = commandFor(commandsFor(tiles[index]), event.nativeEvent)
        if (!command) return
        event.preventDefault()
        command.run()
      }}
    />
  )
}

/** What differs from tile to tile names it. */
const nameOf = ({ by }: Board, { item, persona }: BoardTileView): string =>
  by === "personas" ? persona.name : item.title || item.id

/** Everything that a tile shows, in words. */
function useLabels(board: Board): (tile: BoardTileView) => string {
  const t = useTranslations("board")
  const words = useTranslations("studio.variants")
  const { line } = useSettingWords()
  const join = useJoin()
  const textOf = useProblemText()
  return tile => {
    const { mark, picture, own, about } = tile
    const said = [
      mark.verdict !== "none" && words(mark.verdict),
      mark.starred && t("starred"),
      Object.keys(own).length > 0 && t("own", { settings: line(own) }),
      about && about.pinned.length > 0 && t("pinned", { tags: join.list(about.pinned) }),
      picture.problem !== null && textOf(picture.problem).message,
    ].filter(text => typeof text === "string")
    const name = nameOf(board, tile)
    return said.length === 0 ? name : join.pair(name, join.phrases(said))
  }
}

interface TileViewProps {
  board: Board
  tile: BoardTileView
  current: boolean
  onCurrent: (tile: BoardTileView) => void
}

function TileView({ board, tile, current, onCurrent }: TileViewProps) {
  const { line } = useSettingWords()
  const textOf = useProblemText()
  const { picture, whole, mark, kept, own, about } = tile
  const selected = tile.key === board.looked?.key
  // The tile with the focus is the one that is looked at.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the focus comes here
  useEffect(() => {
    if (current && !selected) onCurrent(tile)
  }, [current])
  return (
    <Box sx={{ height: "100%", display: "flex", flexDirection: "column" }}>
      <Box
        sx={{
          position: "relative",
          flex: 1,
          minHeight: 0,
          borderRadius: 1,
          overflow: "hidden",
          bgcolor: "background.sunken",
          outline: selected ? "3px solid" : "1px solid",
          outlineColor: selected ? "primary.main" : "divider",
          outlineOffset: selected ? -3 : -1,
        }}
      >
        {picture.frame && (
          <img
            src={picture.frame}
            alt=""
            style={{
              width: "100%",
              height: "100%",
              objectFit: "cover",
              display: "block",
              opacity: mark.verdict === "rejected" ? 0.35 : whole ? 1 : 0.75,
            }}
          />
        )}
        {picture.problem !== null && picture.progress === null && (
          <Typography variant="caption" component="p" color="error" sx={{ p: 1.5, overflow: "hidden" }}>
            {textOf(picture.problem).message}
          </Typography>
        )}
        <RenderMarks mark={mark} />
        {(picture.progress !== null || kept === "coming") && (
          <LinearProgress
            aria-hidden
            variant={kept === "coming" ? "indeterminate" : "determinate"}
            value={100 * (picture.progress ?? 0)}
            sx={{ position: "absolute", insetInline: 0, bottom: 0, height: 3 }}
          />
        )}
      </Box>
      <Stack sx={{ height: captionHeight, pt: 0.5, minWidth: 0 }}>
        <Stack direction="row" sx={{ alignItems: "center", gap: 0.5 }}>
          <Typography variant="body2" noWrap sx={{ fontWeight: selected ? 600 : 500 }}>
            {nameOf(board, tile)}
          </Typography>
          {about && about.pinned.length > 0 && (
            <Stack direction="row" sx={{ alignItems: "center", color: "primary.main" }}>
              <PushPin sx={{ fontSize: 14 }} />
              <Drawn text={String(about.pinned.length)} />
            </Stack>
          )}
        </Stack>
        <Drawn text={line(own)} />
      </Stack>
    </Box>
  )
}

/** Shorter than what the option's name says in words: drawn, and no text of its own. */
function Drawn({ text }: { text: string }) {
  return (
    <Typography
      variant="caption"
      color="primary"
      component="div"
      noWrap
      data-text={text}
      sx={{ fontVariantNumeric: "tabular-nums", "&::before": { content: "attr(data-text)" } }}
    />
  )
}
