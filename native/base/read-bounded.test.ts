import { execFileSync } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { readBounded } from "./read-bounded.ts"

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "bounded-"))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

test("a file up to the limit is read, a larger one isn't", async () => {
  const file = join(dir, "file")
  await writeFile(file, "1234")
  expect(await readBounded(file, 4)).toEqual(Buffer.from("1234"))
  expect(await readBounded(file, 3)).toBe("too_large")
})

test("a folder is no file; what isn't there is the system's error", async () => {
  expect(await readBounded(dir, 4)).toBe("no_file")
  await expect(readBounded(join(dir, "none"), 4)).rejects.toMatchObject({ code: "ENOENT" })
})

test.skipIf(process.platform === "win32")("a pipe is not waited for, a device not read", async () => {
  const pipe = join(dir, "pipe")
  execFileSync("mkfifo", [pipe])
  expect(await readBounded(pipe, 4)).toBe("no_file")
  expect(await readBounded("/dev/zero", 4)).toBe("no_file")
})
