/** Copies what a bug report needs. */
import { createContext, useContext } from "react"
import { notify } from "./notices.tsx"
import { useTranslations } from "./translations.ts"

/** Reads the engine's diagnostics; the app provides the call. */
export const EngineDiagnostics = createContext<() => Promise<string>>(async () => "")

/** Copies the engine's diagnostics, and `trace` of the page if there is one. Works without the engine as well. */
export function useCopyDiagnostics(): (trace?: string) => Promise<void> {
  const t = useTranslations("common.problem")
  const readEngine = useContext(EngineDiagnostics)
  return async trace => {
    const engine = await readEngine().catch(error => `The engine gave no diagnostics: ${error}`)
    const page = `Page: ${navigator.userAgent}`
    try {
      await navigator.clipboard.writeText([engine, page, trace].filter(Boolean).join("\n\n"))
      notify({ text: t("copied"), kind: "success" })
    } catch {
      notify({ text: t("notCopied"), kind: "error" })
    }
  }
}
