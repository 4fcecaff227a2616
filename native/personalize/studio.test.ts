import { cp, mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { createWorkspace } from "../catalog/workspace.ts"
import { note } from "../contract/codes/index.ts"
import { fixture } from "../models/fixtures.ts"
import { openPool } from "../pool/pool.ts"
import { speak } from "../words/speak.ts"
import { openStudioOn } from "./studio.ts"

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "iamg-studio-"))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

test("a pack without an image encoder is refused by that name, not as a pool that can't be read", async () => {
  const packDir = join(dir, "pack")
  await cp(fixture("tiny"), packDir, { recursive: true })
  await rm(join(packDir, "pack.json"))
  await rm(join(packDir, "image_encoder"), { recursive: true })
  const workspace = await createWorkspace(join(dir, "workspace"))
  await expect(openStudioOn(workspace, new Map(), { packDir, device: "cpu" })).rejects.toMatchObject({
    code: "pack.no_component",
    details: { component: "image_encoder" },
  })
  await workspace.close()
})

test("the error of a pool that can't be read asks to move the pools away, not the items beside them", async () => {
  const workspace = await createWorkspace(join(dir, "workspace"))
  const { poolDir } = workspace
  const pool = await openPool(poolDir, { pack: "a".repeat(64), textWidth: 2, imageWidth: 2 })
  pool.close()
  await workspace.close()
  const { next } = speak("en").error({
    code: "pool.unreadable",
    details: { dir: poolDir, reason: note("program.quoted", { text: "test" }) },
  })
  const [prefix, suffix] = next.match(/\S+….lance/)![0].split("…") as [string, string]
  const tables = await readdir(poolDir)
  expect(tables).toContain("items.lance")
  const moved = tables.filter(name => name.startsWith(prefix) && name.endsWith(suffix))
  expect(moved).toEqual([`pool-${"a".repeat(32)}.lance`])
})
