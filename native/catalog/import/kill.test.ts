/** What a workspace holds after its process was killed, or its disk was full, in the middle of an import. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { statfsSync, writeFileSync } from "node:fs"
import { mkdir, readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setTimeout as wait } from "node:timers/promises"
import sharp from "sharp"
import { expect, onTestFinished, test } from "vitest"
import { item, temporaryFolder, writeCatalog } from "../fixtures/catalogs.ts"
import { ItemTable } from "../item-table.ts"
import { openState, readSetting } from "../state.ts"
import { createWorkspace, openWorkspace, type Workspace } from "../workspace.ts"
import { importCatalog } from "./import.ts"

const scenarios = ["product"]

/** What of the catalog is visible. */
async function seen(workspace: Workspace) {
  const items = await workspace.items()
  return {
    titles: [...new Set(items.map(({ title }) => title.split(" ")[0]))],
    items: items.length,
    interactions: await workspace.interactionCount(),
    history: (await workspace.findPersona("u1")).items.length,
  }
}

/** Imports in a process of its own, and kills it `delay` ms after it printed a line that starts with `moment`. */
async function importAndKill(dir: string, source: string, moment: string, delay: number): Promise<void> {
  const script = join(import.meta.dirname, "../fixtures/import-catalog.ts")
  const child: ChildProcess = spawn(process.execPath, ["--import", "tsx", script, dir, source], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const exited = once(child, "exit")
  for await (const line of createInterface({ input: child.stdout! })) {
    if (!line.startsWith(moment)) continue
    if (delay > 0) await wait(delay)
    child.kill("SIGKILL")
    break
  }
  await exited
}

test.each([
  ["images 40", 0],
  ["saving", 0],
  ["saving", 20],
  ["saving", 60],
])(
  "killed %2$i ms after “%1$s”, an import leaves the old catalog or the new one, never a mixture",
  async (moment, delay) => {
    const source = await temporaryFolder()
    await writeCatalog(source, 60, "Old")
    const workspace = await createWorkspace(join(await temporaryFolder(), "w"))
    await importCatalog(workspace, source, { scenarios })
    const old = { titles: ["Old"], items: 60, interactions: 60, history: 60 }
    expect(await seen(workspace)).toEqual(old)
    await workspace.close()

    await writeCatalog(source, 90, "New")
    const after = { titles: ["New"], items: 90, interactions: 90, history: 90 }
    await importAndKill(workspace.dir, source, moment, delay)
    const opened = await openWorkspace(workspace.dir, { mode: "read" })
    const state = await seen(opened)
    await opened.close()
    expect([old, after]).toContainEqual(state)
    const again = await openWorkspace(workspace.dir, { mode: "write" })
    onTestFinished(() => again.close())
    await importCatalog(again, source, { scenarios })
    expect(await seen(again)).toEqual(after)
  },
)

test("items written by an import that never came to its end stay unseen, and the next import is whole", async () => {
  const workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  onTestFinished(() => workspace.close())
  const none = { interactions: [], names: [], k: 5 }
  await workspace.commit({ items: [item("a"), item("b")], ...none })
  const state = openState(workspace.dir, "read")
  const table = await ItemTable.open(workspace.poolDir, () => Number(readSetting(state, "items.version")))
  await table.write([item("a", { title: "half" }), item("c")])
  table.close()
  state.close()

  expect((await workspace.items()).map(({ title }) => title)).toEqual(["Title of a", "Title of b"])
  await workspace.commit({ items: [item("d")], ...none })
  expect((await workspace.items()).map(({ title }) => title)).toEqual([
    "Title of a",
    "Title of b",
    "Title of d",
  ])
})

/** A workspace with a catalog of 20 items on a disk of its own of 12 MB; undefined where none may be mounted. */
async function importedToSmallDisk() {
  const disk = join(await temporaryFolder(), "disk")
  await mkdir(disk)
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=12m", "tmpfs", disk], { stdio: "ignore" })
  } catch {
    console.warn(
      "SKIPPED: the tests of full disks need the right to mount a tmpfs (run them as root on Linux)",
    )
    return undefined
  }
  onTestFinished(() => void execFileSync("umount", ["--lazy", disk]))
  const source = await temporaryFolder()
  await writeCatalog(source, 20, "Old")
  const workspace = await createWorkspace(join(disk, "w"))
  onTestFinished(() => workspace.close())
  await importCatalog(workspace, source, { scenarios })
  return { disk, source, workspace }
}

test("images that don't fit on the disk: the error says where and how much is missing, the catalog is as it was", async ({
  skip,
}) => {
  const { disk, source, workspace } = (await importedToSmallDisk()) ?? skip("may not mount a tmpfs")
  const old = await seen(workspace)
  await writeCatalog(source, 24, "New")
  for (let index = 0; index < 24; index++) {
    const raw = { width: 800, height: 800, channels: 3 } as const
    const noise = sharp(randomBytes(raw.width * raw.height * raw.channels), { raw })
    await noise.png({ compressionLevel: 0 }).toFile(join(source, `images/${index}.png`))
  }
  const error: unknown = await importCatalog(workspace, source, { scenarios }).catch(error => error)
  expect(error).toMatchObject({ code: "workspace.no_space", details: { dir: join(disk, "w") } })
  // 24 images of about 1.9 MB, of which fewer than eight fitted.
  const { needed } = (error as { details: { needed: number } }).details
  expect(needed).toBeGreaterThan(16 * 1_000_000)
  expect(needed).toBeLessThan(24 * 2_500_000)
  expect(await seen(workspace)).toEqual(old)
  expect((await readdir(join(workspace.dir, "images"))).filter(name => name.endsWith(".tmp"))).toEqual([])
})

test("a disk that is full when the import is saved: the catalog is as it was, and takes the import once there is room", async ({
  skip,
}) => {
  const { disk, source, workspace } = (await importedToSmallDisk()) ?? skip("may not mount a tmpfs")
  const old = await seen(workspace)
  await writeCatalog(source, 24, "New")
  const fill = () => {
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(join(disk, "filler"), Buffer.alloc(bavail * bsize))
  }
  const full = importCatalog(workspace, source, {
    scenarios,
    onProgress: ({ step }) => step === "saving" && fill(),
  })
  await expect(full).rejects.toMatchObject({ code: "workspace.no_space" })
  expect(await seen(workspace)).toEqual(old)
  const merges = Array.from({ length: 20_000 }, (_, index) => ({ from: `tag ${index}`, to: "tag" }))
  await expect(workspace.setTagMerges(merges)).rejects.toMatchObject({ code: "workspace.no_space" })
  expect(await workspace.tagMerges()).toEqual([])

  await rm(join(disk, "filler"))
  await importCatalog(workspace, source, { scenarios })
  expect(await seen(workspace)).toMatchObject({ titles: ["New"], items: 24, history: 24 })
})
