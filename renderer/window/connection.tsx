/** What is said while the engine is away: a banner while it is being restarted, a page when only the user can go on. */
import { Alert, Button, Collapse } from "@mui/material"
import { useEffect, useRef, useState } from "react"
import type { Problem } from "../../native/contract/problem.ts"
import { notify } from "../app/notices.tsx"
import { useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { shutOut } from "../engine/dial.ts"
import { line } from "../engine/rpc.ts"
import { useLine } from "../engine/use-line.ts"
import { ProblemState } from "../ui/states.tsx"

/** Short breaks aren't worth a word; a long one may be for good. Milliseconds. */
const worthSaying = 700
const forGood = 25_000

export function ConnectionBanner() {
  const t = useTranslations("common.connection")
  const state = useLine()
  const lost = state.state === "lost"
  const waited = useWaited(lost)
  const said = useRef(false)
  const show = lost && waited !== "no"
  useEffect(() => {
    if (show) said.current = true
    if (state.state !== "open" || !said.current) return
    said.current = false
    notify({ text: t("back"), kind: "success" })
  }, [show, state.state, t])

  const say = useSay()
  const reason = state.state === "lost" ? state.reason : null
  return (
    <Collapse in={show} unmountOnExit>
      <Alert
        severity="warning"
        role="status"
        variant="standard"
        sx={{ borderRadius: 0, py: 0 }}
        action={
          <Button color="inherit" onClick={() => line.retry()}>
            {t("retry")}
          </Button>
        }
      >
        {waited === "long" ? t("stopped") : reason ? t("lostBecause", { reason: say(reason) }) : t("lost")}
      </Alert>
    </Collapse>
  )
}

function useWaited(waiting: boolean): "no" | "some" | "long" {
  const [waited, setWaited] = useState<"no" | "some" | "long">("no")
  useEffect(() => {
    if (!waiting) return
    const timers = [
      setTimeout(() => setWaited("some"), worthSaying),
      setTimeout(() => setWaited("long"), forGood),
    ]
    return () => {
      for (const timer of timers) clearTimeout(timer)
      setWaited("no")
    }
  }, [waiting])
  return waited
}

export function EngineFailed({ problem }: { problem: Problem }) {
  const t = useTranslations("common.connection")
  const { studio } = window
  return (
    <ProblemState
      heading="h1"
      title={t("failedTitle")}
      problem={problem}
      then={studio || problem.code === shutOut.code ? undefined : t("thenRestart")}
      action={
        studio
          ? { label: t("restart"), run: () => studio.restartEngine() }
          : { label: t("retry"), run: () => line.retry() }
      }
    />
  )
}
