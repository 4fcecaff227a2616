import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { s3Program, TestS3 } from "../testing.ts"
import { openStore, type Store } from "./store.ts"

let root: string
let server: TestS3 | null = null
const before = { ...process.env }

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "iamg-store-"))
  if (!s3Program) return
  server = await TestS3.start(join(root, "s3"))
  Object.assign(process.env, server.environment)
})
afterAll(async () => {
  process.env = before
  await server?.kill()
  await rm(root, { recursive: true, force: true })
})

const listed = async (store: Store, prefix: string) => {
  const found: [string, number][] = []
  for await (const { key, bytes } of store.list(prefix)) found.push([key, bytes])
  return found.sort()
}

const kinds: [string, () => string][] = [["a folder", () => join(root, "folder")]]
if (s3Program) kinds.push(["S3", () => "s3://season/autumn"])

describe.each(kinds)("a store in %s", (_kind, address) => {
  test("gives what was put, and null for what was not", async () => {
    const store = await openStore(address(), process.env)
    expect(await store.get("blobs/aa/one", 100)).toBeNull()
    expect(await store.has("blobs/aa/one")).toBe(false)
    await store.put("blobs/aa/one", Buffer.from("first"))
    await store.put("blobs/aa/one", Buffer.from("second"))
    expect(Buffer.from((await store.get("blobs/aa/one", 100))!).toString()).toBe("second")
    expect(await store.has("blobs/aa/one")).toBe(true)
    expect(await store.has("blobs/aa")).toBe(false)
    store.close()
  })

  test("reads nothing that is too large", async () => {
    const store = await openStore(address(), process.env)
    await store.put("results/large", Buffer.alloc(1000))
    await expect(store.get("results/large", 999)).rejects.toMatchObject({ code: "farm.too_large" })
    expect(await store.get("results/large", 1000)).toHaveLength(1000)
    store.close()
  })

  test("lists what lies below a prefix, and removes it", async () => {
    const store = await openStore(address(), process.env)
    for (const name of ["x/1", "x/2", "y/1"]) await store.put(`listed/${name}`, Buffer.from(name))
    expect(await listed(store, "listed")).toEqual([
      ["listed/x/1", 3],
      ["listed/x/2", 3],
      ["listed/y/1", 3],
    ])
    await store.remove(["listed/x/1", "listed/y/1", "listed/never-there"])
    expect(await listed(store, "listed")).toEqual([["listed/x/2", 3]])
    expect(await listed(store, "nothing")).toEqual([])
    store.close()
  })
})

test.each([
  ["http://bucket", "farm.store_scheme"],
  ["s3://", "farm.s3_form"],
  ["s3://season/../other", "farm.s3_form"],
  ["s3://season/a?b", "farm.s3_form"],
  ["s3://Farm", "farm.s3_form"],
])("the store %s is refused", async (address, code) => {
  await expect(openStore(address, {})).rejects.toMatchObject({
    code: "farm.bad_address",
    details: { problem: { code } },
  })
})

test.each(["http://store.example.com", "nonsense"])("a bucket reached by %s is refused", async endpoint => {
  await expect(openStore("s3://season", { AWS_ENDPOINT_URL_S3: endpoint })).rejects.toMatchObject({
    code: "farm.bad_address",
    details: { problem: { code: "farm.s3_endpoint" } },
  })
})

test.skipIf(!s3Program)("a server that is away, a missing bucket and wrong keys are said", async () => {
  await expect(openStore("s3://no-such-bucket", process.env)).rejects.toMatchObject({
    code: "farm.store_failed",
  })
  const right = process.env.AWS_SECRET_ACCESS_KEY
  process.env.AWS_SECRET_ACCESS_KEY = "wrong"
  await expect(openStore("s3://season", process.env)).rejects.toMatchObject({ code: "farm.store_failed" })
  process.env.AWS_SECRET_ACCESS_KEY = right
  const store = await openStore("s3://season", process.env)
  await server!.kill()
  await expect(store.put("x", Buffer.from("x"))).rejects.toMatchObject({
    code: "farm.store_failed",
    details: { reason: { code: "network.refused" } },
  })
  await server!.start()
  await store.put("x", Buffer.from("x"))
  store.close()
})

test("a folder that can't be written is said", async () => {
  await expect(openStore("/dev/null/season", {})).rejects.toMatchObject({ code: "farm.store_failed" })
})
