/** Undo and redo as commands. */
import RedoOutlined from "@mui/icons-material/RedoOutlined"
import UndoOutlined from "@mui/icons-material/UndoOutlined"
import type { Command } from "./commands.ts"
import { useTranslations } from "./translations.ts"
import { useUndo } from "./undo.ts"

export function useUndoCommands(): readonly [undo: Command, redo: Command] {
  const t = useTranslations("common.actions")
  const { undo, redo } = useUndo()
  return [
    { name: t("undo"), icon: <UndoOutlined />, keys: ["Mod+z"], run: () => void undo() },
    { name: t("redo"), icon: <RedoOutlined />, keys: ["Mod+Shift+z", "Mod+y"], run: () => void redo() },
  ]
}
