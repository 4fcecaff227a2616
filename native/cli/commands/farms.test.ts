import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { iamg } from "../fixtures.ts"

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "iamg-farms-"))
  vi.stubEnv("IAMG_FARMS", join(dir, "farms.json"))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(dir, { recursive: true, force: true })
})

const add = (name: string, store: string, ...more: string[]) =>
  iamg("farm", "add", name, "--queue", "redis://127.0.0.1", "--store", store, ...more, "--json")

test("a farm that is added under a name that is there takes its place", async () => {
  await add("Home", "/srv/first")
  const { code, json } = await add(" Home ", "/srv/second")
  expect(code).toBe(0)
  expect(json().farms).toMatchObject([{ name: "Home", store: "/srv/second" }])
})

test.each([
  ["--store", "/".padEnd(1001, "x"), []],
  ["--store", " ", []],
  ["--tag", "/srv/farm", ["--tag", "workers-of-the-second-floor"]],
])("a value that %s can't have is refused by its flag", async (flag, store, more) => {
  const { code, json } = await add("Home", store, ...more)
  expect(code).toBe(1)
  expect(json().error).toMatchObject({
    code: "settings.invalid",
    details: { problems: [{ code: "value.at", details: { where: flag } }] },
  })
  expect((await iamg("farm", "list", "--json")).json().farms).toEqual([])
})

test.each([
  [["--concurrency", "0"], "--concurrency must be at least 1"],
  [["--per-minute", "0"], "--per-minute must be at least 1"],
  [["--per-minute", "5"], "To tag by an endpoint, give --endpoint and --model"],
  [["--endpoint", "http://127.0.0.1:1/v1"], "To tag by an endpoint, give --endpoint and --model"],
])("a worker with %j is refused before it looks for its farm", async (flags, said) => {
  const { code, stderr } = await iamg("worker", "--queue", "redis://127.0.0.1:1", "--store", dir, ...flags)
  expect([code, stderr]).toEqual([2, expect.stringContaining(said)])
})
