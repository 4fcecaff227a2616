import { expect, test } from "vitest"
import type { StudioEvent } from "../../contract/api/app.ts"
import type { ImportReport } from "../../contract/import.ts"
import type { EngineContext, JobRun } from "../context.ts"
import { preparationHandlers } from "./preparing.ts"

test("an import that was finished before the engine was lost isn't read again, and has its report", async () => {
  const report = { items: { added: 2, updated: 0, unchanged: 0, refused: 1 } } as ImportReport
  const added: string[] = []
  const context = {
    jobs: { add: (kind: string) => added.push(kind) },
    scenarios: new Map(),
    publish: () => undefined,
  } as unknown as EngineContext
  const handlers = preparationHandlers(context, async () => undefined)
  const outcome = await handlers.import({
    input: { dir: "/no/such/folder", format: "auto" },
    checkpoint: { report },
    saveCheckpoint: () => undefined,
  } as unknown as JobRun<"import">)
  expect(outcome).toEqual({ figures: report.items, report })
  expect(added).toEqual(["prepare", "tag"])
})

test("once the pool is filled, plans made with the half-filled one are out of date", async () => {
  const told: StudioEvent[] = []
  const added: string[] = []
  const context = {
    jobs: {
      add: (kind: string) => added.push(kind),
    },
    model: { use: async () => ({ prepared: 3, kept: 4, warnings: [] }) },
    publish: (event: StudioEvent) => told.push(event),
  } as unknown as EngineContext
  const { prepare } = preparationHandlers(context, async () => undefined)
  const outcome = await prepare({} as JobRun<"prepare">)
  expect(outcome.figures).toEqual({ prepared: 3, kept: 4 })
  expect(told).toEqual([{ type: "changed", what: "items" }])
  expect(added).toEqual([])
})
