/** What people call a layout: one that ships has a name in each language, and the user's own is what they called it. */
import { useTranslations } from "../app/translations.ts"

const shipped = ["news-headline", "poster-title", "product-price"] as const

export function useLayoutName(): (name: string) => string {
  const t = useTranslations("common.layouts")
  return name => {
    const known = shipped.find(other => other === name)
    return known ? t(known) : name
  }
}
