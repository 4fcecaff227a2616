import { expect, test } from "vitest"
import type { StudioEvent } from "../../contract/api/app.ts"
import type { EngineContext, JobHandler, JobRun } from "../context.ts"
import { handlePreparation } from "./preparing.ts"

test("once the pool is filled, what was planned with the half-filled one is told to be out of date", async () => {
  const handlers = new Map<string, JobHandler<unknown>>()
  const told: StudioEvent[] = []
  const added: string[] = []
  const context = {
    jobs: {
      handle: (kind: string, handler: JobHandler<unknown>) => handlers.set(kind, handler),
      add: (kind: string) => added.push(kind),
    },
    model: { use: async () => ({ prepared: 3, kept: 4, warnings: [] }) },
    publish: (event: StudioEvent) => told.push(event),
  } as unknown as EngineContext
  handlePreparation(context, async () => undefined)
  const outcome = await handlers.get("prepare")!({} as JobRun<unknown>)
  expect(outcome.figures).toEqual({ prepared: 3, kept: 4 })
  expect(told).toEqual([{ type: "changed", what: "items" }])
  expect(added).toEqual([])
})
