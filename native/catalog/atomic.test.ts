import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { appendLines } from "./atomic.ts"

const root = await mkdtemp(join(tmpdir(), "iamg-atomic-"))
afterAll(() => rm(root, { recursive: true }))

test("lines are added to a file, and half a line that a full disk left stays one of its own", async () => {
  const file = join(root, "log.jsonl")
  await appendLines(file, [{ n: 1 }, { n: 2 }])
  await appendLines(file, [{ n: 3 }])
  await appendFile(file, '{"n"')
  await appendLines(file, [{ n: 4 }])
  expect(await readFile(file, "utf8")).toBe('{"n":1}\n{"n":2}\n{"n":3}\n{"n"\n{"n":4}\n')
})

test("a folder that isn't there is named", async () => {
  await expect(appendLines(join(root, "gone", "log.jsonl"), [1])).rejects.toMatchObject({
    ...{ code: "workspace.not_writable", details: { dir: join(root, "gone") } },
  })
})
