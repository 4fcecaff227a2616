import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { type Farm, farmSchema } from "../contract/farm.ts"
import { environmentOf, FarmList, tryStore } from "./farms.ts"
import { openStore } from "./store/store.ts"

/** The system's keychain, as it is in the tests. */
const keychain = new Map<string, string>()
vi.mock("../base/keychain.ts", () => ({
  keychainKey: async (account: string) => keychain.get(account) ?? null,
  storeInKeychain: async (account: string, text: string) => {
    if (text === "") keychain.delete(account)
    else keychain.set(account, text)
  },
}))

const key = "a key of tests that is long enough."
const home: Farm = farmSchema.parse({
  name: "Home",
  queue: "rediss://studio@queue.example.com",
  store: "s3://season/a",
})

let dir: string
let farms: FarmList
beforeEach(async () => {
  keychain.clear()
  for (const name of ["IAMG_FARM_KEY", "IAMG_FARM_PASSWORD", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
    vi.stubEnv(name, undefined)
  dir = await mkdtemp(join(tmpdir(), "iamg-farms-"))
  farms = new FarmList(join(dir, "farms.json"))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(dir, { recursive: true, force: true })
})

test("a farm is kept under its name, and its secrets lie in the keychain alone", async () => {
  expect(await farms.all()).toEqual([])
  await farms.save(home, null, { key, password: "a password", accessKey: "ID", secretKey: "a secret" })
  expect(await farms.find("Home")).toEqual(home)
  expect(await farms.views()).toEqual([{ ...home, keySet: true, passwordSet: true, storeKeysSet: true }])
  expect(await readFile(join(dir, "farms.json"), "utf8")).not.toMatch(/a key|a password|a secret/)
  expect(await environmentOf(home)).toMatchObject({
    IAMG_FARM_KEY: key,
    IAMG_FARM_PASSWORD: "a password",
    AWS_ACCESS_KEY_ID: "ID",
    AWS_SECRET_ACCESS_KEY: "a secret",
  })
})

test("what the environment says comes before the keychain", async () => {
  await farms.save(home, null, { key })
  vi.stubEnv("IAMG_FARM_KEY", "another key that is long enough, too")
  expect((await environmentOf(home)).IAMG_FARM_KEY).toBe("another key that is long enough, too")
})

test("a farm that gets another name keeps its secrets, and loses them when it is removed", async () => {
  await farms.save(home, null, { key })
  await farms.save({ ...home, name: "Studio", tag: "cuda" }, "Home", { password: "later" })
  expect([...keychain.keys()]).toEqual(["farm/Studio"])
  expect(await farms.views()).toMatchObject([
    { name: "Studio", tag: "cuda", keySet: true, passwordSet: true },
  ])
  await farms.save({ ...home, name: "Studio" }, "Studio", { password: "" })
  expect(await farms.views()).toMatchObject([{ tag: "", keySet: true, passwordSet: false }])
  await farms.remove("Studio")
  expect([await farms.all(), [...keychain.keys()]]).toEqual([[], []])
})

test.each([
  [{ queue: "localhost:6379" }, "farm.bad_address"],
  [{ queue: "http://localhost" }, "farm.bad_address"],
  [{ queue: "rediss://:secret@queue.example.com" }, "farm.bad_address"],
  [{ endpoint: "http://store.example.com" }, "farm.bad_address"],
  [{ endpoint: "https://user:secret@store.example.com" }, "farm.bad_address"],
  [{ tag: "not a tag" }, "farm.bad_address"],
])("a farm with %j is refused, and nothing is kept", async (change, code) => {
  await expect(farms.save({ ...home, ...change }, null, { key })).rejects.toMatchObject({ code })
  expect([await farms.all(), keychain.size]).toEqual([[], 0])
})

test("a short key, a name that is taken and a farm that isn't there are refused", async () => {
  await expect(farms.save(home, null, { key: "short" })).rejects.toMatchObject({ code: "farm.no_key" })
  await farms.save(home, null, {})
  await expect(farms.save(home, null, {})).rejects.toMatchObject({ code: "farm.name_taken" })
  await farms.save({ ...home, name: "Other" }, null, {})
  await expect(farms.save(home, "Other", {})).rejects.toMatchObject({ code: "farm.name_taken" })
  await expect(farms.save(home, "Gone", {})).rejects.toMatchObject({
    code: "farm.unknown",
    details: { farm: "Gone", known: ["Home", "Other"] },
  })
  await expect(farms.remove("Gone")).rejects.toMatchObject({ code: "farm.unknown" })
})

test.each([
  "",
  "{}",
  '{"version":2,"farms":[]}',
  '{"version":1,"farms":[{"name":"../x"}]}',
  "x".repeat(300_000),
])("a list that isn't one is said, not written over", async text => {
  await writeFile(join(dir, "farms.json"), text)
  await expect(farms.save(home, null, {})).rejects.toMatchObject({ code: "farm.bad_list" })
  expect(await readFile(join(dir, "farms.json"), "utf8")).toBe(text)
})

test("a store is tried by what is put there, and left as it was", async () => {
  const store = await openStore(join(dir, "store"), {})
  await tryStore(store)
  const left: string[] = []
  for await (const { key } of store.list("test")) left.push(key)
  expect(left).toEqual([])
  await expect(tryStore({ ...store, get: async () => null })).rejects.toMatchObject({
    code: "farm.store_failed",
  })
})
