import { ORPCError } from "@orpc/client"
import { beforeEach, expect, test, vi } from "vitest"
import type { Job } from "../../native/contract/api/jobs.ts"
import { settingsSchema } from "../../native/contract/settings.ts"

const studio = vi.hoisted(() => ({ render: vi.fn(), watch: vi.fn() }))
vi.mock("../engine/rpc.ts", () => ({
  client: { studio },
  orpc: { renders: { list: { key: () => ["renders"] } } },
  queryClient: { invalidateQueries: vi.fn() },
}))

const { numberDrawn, startRendering, useRendering } = await import("./use-rendering.ts")

const request = { item: "m1", persona: "mina", settings: settingsSchema.parse({ count: 2 }) }
const end = (state: Job["state"], problem: Job["problem"] = null) => ({
  type: "end",
  job: { state, problem },
})
const image = (index: number) => ({ type: "render", index, id: `image-${index}` })

async function* events(...told: (object | Error)[]) {
  for (const event of told) {
    if (event instanceof Error) throw event
    yield event
  }
}

beforeEach(() => {
  studio.render.mockReset().mockResolvedValue({ id: "job" })
  studio.watch.mockReset()
})

test("a render that is done says so, and tells of its first image once", async () => {
  vi.useFakeTimers()
  studio.watch
    .mockReturnValueOnce(events(image(0), new Error("the engine was lost")))
    .mockReturnValueOnce(events(image(0), image(1), end("done")))
  const onFirst = vi.fn()
  const done = startRendering(request, onFirst)
  await vi.runAllTimersAsync()
  vi.useRealTimers()
  expect(await done).toBe(true)
  expect(onFirst.mock.calls).toEqual([["image-0"]])
  expect(useRendering.getState()).toMatchObject({ job: null, frame: null, problem: null })
})

test("the last image is the one being drawn until the job has ended", async () => {
  const seen: number[] = []
  const stop = useRendering.subscribe(state => {
    if (state.job) seen.push(numberDrawn(state))
  })
  studio.watch.mockReturnValueOnce(events(image(0), image(1), end("done")))
  await startRendering(request, vi.fn())
  stop()
  expect(seen).toEqual([1, 2, 2])
})

test("one that fails keeps its problem with what was asked", async () => {
  const problem = { code: "persona.short_history", details: {} }
  studio.watch.mockReturnValueOnce(events(image(0), end("failed", problem)))
  expect(await startRendering(request, vi.fn())).toBe(false)
  expect(useRendering.getState()).toMatchObject({ request, job: null, problem })
  const refused = new ORPCError("item.untagged")
  studio.render.mockRejectedValueOnce(refused)
  expect(await startRendering(request, vi.fn())).toBe(false)
  expect(useRendering.getState()).toMatchObject({ request, job: null, problem: refused })
})

test("one that is cancelled, or gone, isn't done", async () => {
  studio.watch.mockReturnValueOnce(events(end("cancelled")))
  expect(await startRendering(request, vi.fn())).toBe(false)
  studio.watch.mockReturnValueOnce(events(new ORPCError("job.unknown")))
  expect(await startRendering(request, vi.fn())).toBe(false)
  expect(useRendering.getState().job).toBeNull()
})
