import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { replaceFile } from "./replace-file.ts"

const root = await mkdtemp(join(tmpdir(), "iamg-replace-"))
afterAll(() => rm(root, { recursive: true }))

test("a file is replaced by bytes, by a text or piece by piece, and its folder is made", async () => {
  const file = join(root, "new", "folder", "a.txt")
  await replaceFile(file, Uint8Array.of(104, 105))
  expect(await readFile(file, "utf8")).toBe("hi")
  await replaceFile(file, "hello")
  expect(await readFile(file, "utf8")).toBe("hello")
  await replaceFile(file, async handle => {
    await handle.write("by ")
    await handle.write("pieces")
  })
  expect(await readFile(file, "utf8")).toBe("by pieces")
  expect(await readdir(join(root, "new", "folder"))).toEqual(["a.txt"])
})

test("a failure in the middle leaves the old file, and nothing else", async () => {
  const folder = join(root, "failing")
  await mkdir(folder)
  await writeFile(join(folder, "a.txt"), "before")
  const failing = replaceFile(join(folder, "a.txt"), async handle => {
    await handle.write("half")
    throw new Error("no more")
  })
  await expect(failing).rejects.toThrow("no more")
  expect(await readFile(join(folder, "a.txt"), "utf8")).toBe("before")
  expect(await readdir(folder)).toEqual(["a.txt"])
})
