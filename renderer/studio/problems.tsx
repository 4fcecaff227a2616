/** What stands in the way of a picture, and the one step that helps most. */
import { Alert, Button } from "@mui/material"
import type { Note } from "../../native/contract/note.ts"
import { problemOf } from "../app/problem.ts"
import { useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { changeSettings, useDraft } from "../shared/studio-draft.ts"
import { ProblemLine } from "../ui/states.tsx"

export function Problems({ problem, warnings }: { problem: unknown; warnings: readonly Note[] }) {
  const t = useTranslations("studio")
  const say = useSay()
  const history = useDraft(({ settings }) => settings.history)
  const code = problem === null ? null : problemOf(problem).code
  return (
    <>
      {problem !== null && code !== "job.cancelled" && (
        <Alert
          severity="error"
          action={
            code === "persona.short_history" && history > 1 ? (
              <Button color="inherit" onClick={() => changeSettings({ history: history - 1 })}>
                {t("lowerHistory", { k: history - 1 })}
              </Button>
            ) : undefined
          }
        >
          <ProblemLine problem={problem} />
        </Alert>
      )}
      {warnings.map(say).map(warning => (
        <Alert key={warning} severity="warning">
          {warning}
        </Alert>
      ))}
    </>
  )
}
