import { expect, test } from "vitest"
import type { StudioEvent } from "../../contract/api/app.ts"
import type { EngineContext, JobRun } from "../context.ts"
import { preparationHandlers } from "./preparing.ts"

test("once the pool is filled, what was planned with the half-filled one is told to be out of date", async () => {
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
