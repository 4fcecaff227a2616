/** What people call an element: its words, its file, its form. */
import type { LayoutElement } from "../../native/contract/layout.ts"
import { useTranslations } from "../app/translations.ts"

export function useElementName(): (element: LayoutElement) => string {
  const t = useTranslations("layouts.elements")
  return element => {
    if (element.type === "text") return t("text", { text: element.text.replaceAll(/\s+/g, " ").slice(0, 60) })
    if (element.type === "image") return t("image", { file: element.file })
    return t(element.shape)
  }
}
