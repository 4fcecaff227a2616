import { appendFile, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { contentHash, hashFile } from "./content-hash.ts"

const root = await mkdtemp(join(tmpdir(), "iamg-hash-"))
afterAll(() => rm(root, { recursive: true }))

/** SHA-256 of "abc" and of "abcd", as FIPS 180-2 and sha256sum give them. */
const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
const abcd = "88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589"

test("a file is hashed again when it has changed, also where its size and time are put back", async () => {
  const file = join(root, "weights")
  const cacheDir = join(root, "cache")
  await writeFile(file, "abc")
  await utimes(file, 1000, 1000)
  expect(await hashFile(file)).toBe(abc)
  expect(await contentHash(file, cacheDir)).toBe(abc)
  await appendFile(file, "d")
  expect(await contentHash(file, cacheDir)).toBe(abcd)
  await writeFile(file, "abc")
  await utimes(file, 1000, 1000)
  await contentHash(file, cacheDir)
  await writeFile(file, "xyz")
  await utimes(file, 1000, 1000)
  expect(await contentHash(file, cacheDir)).not.toBe(abc)
})

test("an unchanged file's hash comes from its note; half a note is ignored", async () => {
  const file = join(root, "known")
  const cacheDir = join(root, "notes")
  await writeFile(file, "abc")
  await contentHash(file, cacheDir)
  const [note] = await readdir(join(cacheDir, "hashes"))
  await writeFile(join(cacheDir, "hashes", note!), abcd)
  expect(await contentHash(file, cacheDir)).toBe(abcd)
  await writeFile(join(cacheDir, "hashes", note!), abcd.slice(0, 10))
  expect(await contentHash(file, cacheDir)).toBe(abc)
})

test("a place that can't be written costs time only", async () => {
  const file = join(root, "plain")
  await writeFile(file, "abc")
  expect(await contentHash(file, join(file, "in a file"))).toBe(abc)
})
