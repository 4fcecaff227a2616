/** Draws the final picture of every tile that has none yet. */
import AutoAwesomeOutlined from "@mui/icons-material/AutoAwesomeOutlined"
import { menuCommands } from "../../native/contract/shell.ts"
import { useTellProblem } from "../app/attempt.ts"
import { type Command, useCommands } from "../app/commands.ts"
import { notify } from "../app/notices.tsx"
import { useTranslations } from "../app/translations.ts"
import { MainButton } from "../ui/main-button.tsx"
import type { Board } from "./use-board.ts"
import { keepUnmarked } from "./use-kept.ts"

export function RenderAllButton({ board: { tiles, ready } }: { board: Board }) {
  const t = useTranslations("board")
  const tell = useTellProblem()
  const missing = tiles.filter(({ kept, picture }) => kept === "none" && picture.problem === null)
  const command: Command = {
    name: t("render"),
    icon: <AutoAwesomeOutlined />,
    keys: [menuCommands.render],
    menu: "render",
    disabled: !ready || missing.length === 0,
    run: () => {
      // Each is put before those that wait: the last one asked for would be drawn first.
      const inTurn = async () => {
        for (const { toKeep } of [...missing].reverse()) await keepUnmarked(toKeep)
        notify({ text: t("rendered", { count: missing.length }) })
      }
      inTurn().catch(tell)
    },
  }
  useCommands(t("title"), [command])
  return <MainButton command={command} />
}
