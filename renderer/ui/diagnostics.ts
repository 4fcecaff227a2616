/** Copies what a bug report needs. */
import { useTranslations } from "use-intl"
import { notify } from "../app/notices.tsx"
import { client } from "../app/rpc.ts"

/** The engine's diagnostics, and `trace` of the page if there is one; works without the engine as well. */
export function useCopyDiagnostics(): (trace?: string) => Promise<void> {
  const t = useTranslations("common.problem")
  return async trace => {
    const engine = await client.app.diagnostics().then(
      ({ text }) => text,
      error => `The engine gave no diagnostics: ${error}`,
    )
    const page = `Page: ${navigator.userAgent}`
    try {
      await navigator.clipboard.writeText([engine, page, trace].filter(Boolean).join("\n\n"))
      notify({ text: t("copied"), kind: "success" })
    } catch {
      notify({ text: t("notCopied"), kind: "error" })
    }
  }
}
