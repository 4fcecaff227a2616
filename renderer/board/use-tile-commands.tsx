/** What can be done with the tile that is looked at, as commands. */
import BrushOutlined from "@mui/icons-material/BrushOutlined"
import CheckCircleOutlined from "@mui/icons-material/CheckCircleOutlined"
import HighlightOffOutlined from "@mui/icons-material/HighlightOffOutlined"
import RestartAltOutlined from "@mui/icons-material/RestartAltOutlined"
import Star from "@mui/icons-material/Star"
import StarBorderOutlined from "@mui/icons-material/StarBorderOutlined"
import type { Settings } from "../../native/contract/settings.ts"
import type { Verdict } from "../../native/contract/verdict.ts"
import type { Command } from "../app/commands.ts"
import { useTranslations } from "../app/translations.ts"
import { useUndo } from "../app/undo.ts"
import { boardDraft, setBoardDraft, withOwn } from "../shared/board-draft.ts"
import { useOpenInStudio } from "../shared/studio-choice.ts"
import type { BoardTileView } from "./use-board.ts"
import { type FullMark, keep } from "./use-kept.ts"

/** They are disabled where there is no tile. */
export function useTileCommands(): (tile: BoardTileView | undefined) => readonly Command[] {
  const t = useTranslations("board")
  const words = useTranslations("studio.variants")
  const undo = useUndo()
  const openInStudio = useOpenInStudio()

  const mark = ({ toKeep, mark: before }: BoardTileView, label: string, change: Partial<FullMark>) => {
    const { starred, verdict } = before
    void undo.run(
      {
        label,
        do: () => keep(toKeep, { starred, verdict, ...change }),
        undo: () => keep(toKeep, { starred, verdict }),
      },
      { quiet: true },
    )
  }
  const judge = (tile: BoardTileView, label: string, verdict: Verdict) =>
    mark(tile, label, { verdict: tile.mark.verdict === verdict ? "none" : verdict })

  return tile => {
    const on = (act: (tile: BoardTileView) => void, disabled = false) => ({
      run: () => tile && act(tile),
      disabled: tile === undefined || disabled,
    })
    // A mark says what somebody thinks of a picture: there has to be one.
    const unseen = tile ? !tile.whole || tile.picture.frame === null : true
    const starred = tile?.mark.starred ?? false
    return [
      {
        name: words("star"),
        icon: starred ? <Star /> : <StarBorderOutlined />,
        keys: ["s"],
        pressed: starred,
        ...on(tile => mark(tile, words("star"), { starred: !starred }), unseen),
      },
      {
        name: words("approve"),
        icon: <CheckCircleOutlined />,
        keys: ["a"],
        pressed: tile?.mark.verdict === "approved",
        ...on(tile => judge(tile, words("approve"), "approved"), unseen),
      },
      {
        name: words("reject"),
        icon: <HighlightOffOutlined />,
        keys: ["r"],
        pressed: tile?.mark.verdict === "rejected",
        ...on(tile => judge(tile, words("reject"), "rejected"), unseen),
      },
      {
        name: t("open"),
        icon: <BrushOutlined />,
        keys: ["Enter"],
        ...on(({ item, persona, settings }) =>
          openInStudio({ item: item.id, persona: persona.id, settings, adapter: settings.adapter }),
        ),
      },
      {
        name: t("reset"),
        icon: <RestartAltOutlined />,
        keys: ["Backspace"],
        ...on(
          ({ key, own }) => {
            const shared = Object.fromEntries(
              Object.keys(own).map(name => [name, boardDraft().settings[name as keyof Settings]]),
            )
            void undo.run({
              label: t("resetDone"),
              do: () => setBoardDraft(withOwn(boardDraft(), key, shared)),
              undo: () => setBoardDraft(withOwn(boardDraft(), key, own)),
            })
          },
          Object.keys(tile?.own ?? {}).length === 0,
        ),
      },
    ]
  }
}
