/** What can be done with the selected elements: a button and a key each. */
import ContentCopyOutlined from "@mui/icons-material/ContentCopyOutlined"
import DeleteOutlined from "@mui/icons-material/DeleteOutlined"
import FlipToBackOutlined from "@mui/icons-material/FlipToBackOutlined"
import FlipToFrontOutlined from "@mui/icons-material/FlipToFrontOutlined"
import { mostElements } from "../../native/contract/layout.ts"
import type { Command } from "../app/commands.ts"
import { useTranslations } from "../app/translations.ts"
import { reordered, withAdded } from "./element-kinds.ts"
import { useElementName } from "./element-name.ts"
import type { Editor } from "./use-editor.ts"

export function useElementCommands(editor: Editor): readonly Command[] {
  const t = useTranslations("layouts.elements")
  const nameOf = useElementName()
  const { layout, selected, readOnly } = editor
  const { elements } = layout
  const none = readOnly || selected.length === 0
  const what =
    selected.length === 1 ? nameOf(elements[selected[0]!]!) : t("several", { count: selected.length })
  const order = (label: string, by: -1 | 1) => {
    const { layout: next, places } = reordered(layout, selected, by)
    editor.change(label, () => next)
    editor.select(places)
  }
  return [
    {
      name: t("forward"),
      icon: <FlipToFrontOutlined fontSize="small" />,
      keys: ["]"],
      disabled: none,
      run: () => order(t("forwarded", { what }), 1),
    },
    {
      name: t("backward"),
      icon: <FlipToBackOutlined fontSize="small" />,
      keys: ["["],
      disabled: none,
      run: () => order(t("backwarded", { what }), -1),
    },
    {
      name: t("duplicate"),
      icon: <ContentCopyOutlined fontSize="small" />,
      keys: ["Mod+d"],
      disabled: none || elements.length + selected.length > mostElements,
      run: () => {
        const copies = selected.map(place => {
          const element = elements[place]!
          const { box } = element
          return { ...element, box: { ...box, x: Math.min(1, box.x + 0.03), y: Math.min(1, box.y + 0.03) } }
        })
        editor.change(t("duplicated", { what }), now => withAdded(now, copies))
        editor.select(copies.map((_, index) => elements.length + index))
      },
    },
    {
      name: t("delete"),
      icon: <DeleteOutlined fontSize="small" />,
      keys: ["Delete", "Backspace"],
      // A layout holds one at least.
      disabled: none || selected.length === elements.length,
      run: () => {
        editor.change(t("deleted", { what }), now => ({
          ...now,
          elements: now.elements.filter((_, place) => !selected.includes(place)),
        }))
        editor.select([])
      },
    },
  ]
}
