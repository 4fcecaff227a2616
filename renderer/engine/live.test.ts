import { createORPCClient } from "@orpc/client"
import { createTanstackQueryUtils } from "@orpc/tanstack-query"
import { QueryClient } from "@tanstack/react-query"
import { expect, test } from "vitest"
import type { StudioEvent } from "../../native/contract/api/app.ts"
import type { ApiClient } from "../../native/contract/api/index.ts"
import type { Job } from "../../native/contract/api/jobs.ts"
import { followEngine } from "./live.ts"

/** An engine whose events are pushed by hand; `cut` ends the stream with an error. */
function engine() {
  let streams = 0
  let push: (event: StudioEvent) => void = () => undefined
  let cut: () => void = () => undefined
  const events = async () => {
    streams++
    const waiting: StudioEvent[] = []
    let wake: () => void = () => undefined
    let broken = false
    push = event => {
      waiting.push(event)
      wake()
    }
    cut = () => {
      broken = true
      wake()
    }
    return (async function* () {
      while (!broken) {
        while (waiting.length > 0) yield waiting.shift()!
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
      throw new Error("cut")
    })()
  }
  const client: ApiClient = createORPCClient({ call: events })
  return { client, streams: () => streams, push: (event: StudioEvent) => push(event), cut: () => cut() }
}

const job = (id: string, state: Job["state"], done = 0) =>
  ({ id, state, progress: { done, total: 10, unit: "items" } }) as Job

async function following() {
  const source = engine()
  const cache = new QueryClient()
  const orpc = createTanstackQueryUtils(source.client)
  const stop = followEngine(source.client, orpc, cache)
  await expect.poll(source.streams).toBe(1)
  const isOld = (queryKey: readonly unknown[]) => cache.getQueryState(queryKey)?.isInvalidated
  return { source, cache, orpc, stop, isOld }
}

test("a job's progress is put in place; its end has the list read again", async () => {
  const { source, cache, orpc, stop, isOld } = await following()
  const queryKey = orpc.jobs.list.queryKey()
  cache.setQueryData(queryKey, [job("a", "running"), job("b", "queued")])
  source.push({ type: "job", job: job("a", "running", 7) })
  await expect.poll(() => cache.getQueryData(queryKey)?.[0]?.progress.done).toBe(7)
  expect(isOld(queryKey)).toBe(false)
  source.push({ type: "job", job: job("a", "done", 10) })
  await expect.poll(() => isOld(queryKey)).toBe(true)
  stop()
})

test("a job that is gone leaves the list", async () => {
  const { source, cache, orpc, stop } = await following()
  const queryKey = orpc.jobs.list.queryKey()
  cache.setQueryData(queryKey, [job("a", "done"), job("b", "done")])
  source.push({ type: "job-gone", id: "a" })
  await expect.poll(() => cache.getQueryData(queryKey)?.map(job => job.id)).toEqual(["b"])
  stop()
})

test("a change marks what shows it as old, and nothing else", async () => {
  const { source, cache, orpc, stop, isOld } = await following()
  const items = orpc.items.tagCounts.queryKey({ input: {} })
  const presets = orpc.presets.list.queryKey()
  cache.setQueryData(items, [])
  cache.setQueryData(presets, [])
  source.push({ type: "changed", what: "items" })
  await expect.poll(() => isOld(items)).toBe(true)
  expect(isOld(presets)).toBe(false)
  stop()
})

test("what another pack answers otherwise is old when the status changes, an estimate when renders do", async () => {
  const { source, cache, orpc, stop, isOld } = await following()
  const adapters = orpc.adapters.list.queryKey()
  const estimate = orpc.imageSets.estimate.key()
  cache.setQueryData(adapters, [])
  cache.setQueryData(estimate, {})
  source.push({ type: "changed", what: "status" })
  await expect.poll(() => isOld(adapters)).toBe(true)
  expect(isOld(estimate)).toBe(false)
  source.push({ type: "changed", what: "renders" })
  await expect.poll(() => isOld(estimate)).toBe(true)
  stop()
})

test.each([
  ["items", "renders check folders"],
  ["personas", "renders"],
  ["status", "check"],
  ["adapters", "check"],
] as const)(
  "%s being others, names in renders, the counts of a study's check or those of folders are old: %s",
  async (what, old) => {
    const { source, cache, orpc, stop, isOld } = await following()
    const keys = {
      renders: orpc.renders.list.key(),
      check: orpc.evaluation.check.key(),
      folders: orpc.catalogs.list.key(),
    }
    for (const queryKey of Object.values(keys)) cache.setQueryData(queryKey, {})
    source.push({ type: "changed", what })
    const names = () => Object.entries(keys).flatMap(([name, queryKey]) => (isOld(queryKey) ? [name] : []))
    await expect.poll(() => names().join(" ")).toBe(old)
    stop()
  },
)

test("after a break everything is old, for nobody told what happened meanwhile", async () => {
  const { source, cache, orpc, stop, isOld } = await following()
  const presets = orpc.presets.list.queryKey()
  cache.setQueryData(presets, [])
  source.cut()
  await expect.poll(source.streams, { timeout: 3000 }).toBe(2)
  await expect.poll(() => isOld(presets)).toBe(true)
  stop()
})
