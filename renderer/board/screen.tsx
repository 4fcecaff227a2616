/** The board: pictures of one item for several personas, or of several items for one, with the same sliders. */
import ViewModuleOutlined from "@mui/icons-material/ViewModuleOutlined"
import { Box, Button, Stack, Typography } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useLocation } from "wouter"
import { mostTiles } from "../../native/contract/api/studio.ts"
import { paths } from "../app/paths.ts"
import { useTranslations } from "../app/translations.ts"
import { useUndoCommands } from "../app/undo-commands.tsx"
import { orpc } from "../engine/rpc.ts"
import { NoItems } from "../shared/no-items.tsx"
import { CommandButton } from "../ui/command-button.tsx"
import { Screen } from "../ui/screen.tsx"
import { EmptyState, ProblemState } from "../ui/states.tsx"
import { ExportButton } from "./export-button.tsx"
import { Panel } from "./panel.tsx"
import { RenderAllButton } from "./render-all-button.tsx"
import { SubjectBar } from "./subject-bar.tsx"
import { TileTable } from "./tile-table.tsx"
import { type Board, useBoard } from "./use-board.ts"
import { useFirstBoard } from "./use-first-board.ts"
import { useTileCommands } from "./use-tile-commands.tsx"

export default function BoardScreen() {
  const t = useTranslations("board")
  const studio = useTranslations("studio")
  const [, navigate] = useLocation()
  const { data: status } = useQuery(orpc.app.status.queryOptions())
  const [problem, setProblem] = useState<unknown>(null)
  const [tries, setTries] = useState(0)
  useFirstBoard(status, tries, setProblem)
  if (problem !== null)
    return (
      <Screen title={t("title")}>
        <ProblemState
          problem={problem}
          action={{
            label: studio("again"),
            run: () => {
              setProblem(null)
              setTries(tries + 1)
            },
          }}
        />
      </Screen>
    )
  if (status?.workspace.items === 0)
    return (
      <Screen title={t("title")}>
        <NoItems
          icon={<ViewModuleOutlined />}
          title={t("empty")}
          text={studio("emptyText")}
          action={
            <Button variant="contained" onClick={() => navigate(`~${paths.import}`)}>
              {studio("import")}
            </Button>
          }
        />
      </Screen>
    )
  return <BoardView />
}

function BoardView() {
  const t = useTranslations("board")
  const board = useBoard()
  const commandsFor = useTileCommands()
  const undoCommands = useUndoCommands()
  const { tiles, looked } = board
  return (
    <Screen
      title={t("title")}
      fill
      note={<BoardNote board={board} />}
      actions={
        <Stack direction="row" spacing={1} sx={{ alignItems: "center", minWidth: 0 }}>
          <SubjectBar />
          {undoCommands.map(command => (
            <CommandButton key={command.name} command={command} />
          ))}
          <ExportButton board={board} />
          <RenderAllButton board={board} />
        </Stack>
      }
    >
      {tiles.length === 0 ? (
        <EmptyState
          icon={<ViewModuleOutlined />}
          title={t("empty")}
          text={t("emptyText", { most: mostTiles })}
        />
      ) : (
        <Box sx={{ flex: 1, minWidth: 0, display: "flex", bgcolor: "background.sunken" }}>
          <TileTable board={board} commandsFor={commandsFor} />
        </Box>
      )}
      <Panel board={board} commands={commandsFor(looked)} />
    </Screen>
  )
}

/** How far the pictures are. */
function BoardNote({ board: { tiles, done, model, ready } }: { board: Board }) {
  const t = useTranslations("board")
  const text = ready
    ? t("drawing", { done, total: tiles.length })
    : model?.state === "loading"
      ? t("waiting")
      : ""
  return (
    <Typography variant="body2" color="textSecondary" role="status" noWrap>
      {tiles.length === 0 ? "" : text}
    </Typography>
  )
}
