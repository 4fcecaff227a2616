import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { appendLines } from "./atomic.ts"

const root = await mkdtemp(join(tmpdir(), "iamg-atomic-"))
afterAll(() => rm(root, { recursive: true }))

test("a folder that isn't there is named", async () => {
  const failure = await appendLines(join(root, "gone", "log.jsonl"), [1]).catch(error => error)
  expect(failure).toMatchObject({ code: "workspace.not_writable", details: { dir: join(root, "gone") } })
})
