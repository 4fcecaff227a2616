/** Holds a screen that failed to draw, so that the others go on. */
import { Component, type ErrorInfo, type ReactNode } from "react"
import { problemOf } from "../app/problem.ts"
import { useTranslations } from "../app/translations.ts"
import { ProblemState } from "../ui/states.tsx"

export class ScreenBoundary extends Component<{ children: ReactNode }, { error: unknown; trace: string }> {
  override state: { error: unknown; trace: string } = { error: null, trace: "" }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo) {
    this.setState({ trace: `${error instanceof Error ? error.stack : error}\n${componentStack ?? ""}` })
  }

  override render() {
    const { error, trace } = this.state
    if (error === null) return this.props.children
    return <Failed error={error} trace={trace} onRetry={() => this.setState({ error: null, trace: "" })} />
  }
}

function Failed({ error, trace, onRetry }: { error: unknown; trace: string; onRetry: () => void }) {
  const t = useTranslations("common.problem")
  const { code } = problemOf(error)
  return (
    <ProblemState
      heading="h1"
      title={t("screenTitle")}
      problem={code === "program.unexpected" ? { code: "page.broken", details: {} } : problemOf(error)}
      trace={trace}
      action={{ label: t("retry"), run: onRetry }}
    />
  )
}
