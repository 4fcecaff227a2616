import { appendFile, mkdir, mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { z } from "zod"
import { appendJsonLines, readJsonLines } from "./json-lines.ts"

const root = await mkdtemp(join(tmpdir(), "iamg-json-lines-"))
afterAll(() => rm(root, { recursive: true }))

const schema = z.object({ n: z.int() })

test("half a line that a full disk left stays one of its own, and only it is lost", async () => {
  const file = join(root, "log.jsonl")
  await appendJsonLines(file, [{ n: 1 }, { n: 2 }])
  await appendJsonLines(file, [{ n: 3 }])
  await appendFile(file, '{"n"')
  await appendJsonLines(file, [{ n: 4 }])
  expect(await readFile(file, "utf8")).toBe('{"n":1}\n{"n":2}\n{"n":3}\n{"n"\n{"n":4}\n')
  expect(await readJsonLines(file, schema)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }])
})

test("lines of another shape are left out", async () => {
  const file = join(root, "mixed.jsonl")
  await appendJsonLines(file, [{ n: 1 }, { n: "two" }, null, [3], { n: 4, more: true }])
  expect(await readJsonLines(file, schema)).toEqual([{ n: 1 }, { n: 4 }])
})

test("no file has no lines, but one that can't be read is no empty one", async () => {
  expect(await readJsonLines(join(root, "none.jsonl"), schema)).toEqual([])
  await mkdir(join(root, "folder.jsonl"))
  await expect(readJsonLines(join(root, "folder.jsonl"), schema)).rejects.toMatchObject({ code: "EISDIR" })
})
