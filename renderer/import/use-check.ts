/** A dry run of an import: progress, then the report. */
import { useEffect, useState } from "react"
import type { CheckRequest } from "../../native/contract/api/catalog.ts"
import type { importReportSchema } from "../../native/contract/import.ts"
import { client } from "../engine/rpc.ts"

export type ImportReport = typeof importReportSchema._output

interface Check {
  step: string
  done: number
  total: number | null
  report: ImportReport | null
  problem: unknown
}

const nothing: Check = { step: "items", done: 0, total: null, report: null, problem: null }

export function useCheck(request: CheckRequest | null): Check & { again: () => void } {
  const [check, setCheck] = useState(nothing)
  const [run, setRun] = useState(0)
  const key = request && JSON.stringify([request, run])
  useEffect(() => {
    if (key === null) return
    const [asked] = JSON.parse(key) as [CheckRequest]
    const stop = new AbortController()
    const update = (next: Check) => {
      if (!stop.signal.aborted) setCheck(next)
    }
    const read = async () => {
      update(nothing)
      try {
        for await (const event of await client.imports.check(asked, { signal: stop.signal })) {
          if (event.type === "report") update({ ...nothing, report: event.report })
          else {
            const { step, done, total } = event
            update({ ...nothing, step, done, total })
          }
        }
      } catch (problem) {
        update({ ...nothing, problem })
      }
    }
    void read()
    return () => stop.abort()
  }, [key])
  return { ...check, again: () => setRun(run + 1) }
}
