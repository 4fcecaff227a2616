import type * as Fs from "node:fs"
import { statSync } from "node:fs"
import { cp, mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import Database from "libsql"
import { expect, onTestFinished, test, vi } from "vitest"
import { exampleRecipe } from "../../exporting/fixtures.ts"
import { putItemsAway } from "../away-store.ts"
import { writeExtras } from "../extras-store.ts"
import { item, picture, temporaryFolder } from "../fixtures/catalogs.ts"
import { RenderStore } from "../render-store.ts"
import { backUpDaily, openState } from "../state.ts"
import { createWorkspace, openWorkspace } from "../workspace.ts"
import { checkWorkspace, repairWorkspace } from "./repair-workspace.ts"

/** A folder on a disk that can't be written, as the system says it. */
const readOnly = vi.hoisted(() => ({ dir: "" }))
vi.mock("node:fs", async original => {
  const fs = await original<typeof Fs>()
  const accessSync: typeof fs.accessSync = (path, mode) => {
    if (path === readOnly.dir) throw Object.assign(new Error("EROFS"), { code: "EROFS" })
    fs.accessSync(path, mode)
  }
  return { ...fs, accessSync }
})

const readRecipe = async () => exampleRecipe

/** A workspace with two items, a shopper and a render, closed. */
async function usedWorkspace(): Promise<string> {
  const workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  await writeFile(workspace.imagePath("a".repeat(64)), await picture(1))
  const interactions = ["a", "b"].map((id, at) => ({ user: "u", item: id, timestamp: at, rating: null }))
  await workspace.commit({ items: [item("a"), item("b")], interactions, names: [], k: 1 })
  const path = `renders/${"c".repeat(64)}.png`
  await writeFile(join(workspace.dir, path), await picture(2))
  new RenderStore(workspace.state).add({
    path,
    recipe: exampleRecipe,
    item: "a",
    persona: "u",
    metrics: null,
  })
  await workspace.close()
  return workspace.dir
}

const codes = async (dir: string) => (await checkWorkspace(dir)).problems.map(({ code }) => code)
const repaired = async (dir: string) =>
  (await repairWorkspace(dir, readRecipe)).done.map(({ code }) => code.replace("repair.", ""))

async function contents(dir: string) {
  const workspace = await openWorkspace(dir, { mode: "read" })
  try {
    const items = (await workspace.items()).map(({ id }) => id)
    const personas = (await workspace.personas()).map(({ id }) => id)
    return { items, personas, renders: (await workspace.renders()).length }
  } finally {
    await workspace.close()
  }
}
const whole = { items: ["a", "b"], personas: ["u"], renders: 1 }

test("a workspace that is whole has no problems, and a repair changes nothing", async () => {
  const dir = await usedWorkspace()
  expect(await codes(dir)).toEqual([])
  expect(await repaired(dir)).toEqual([])
  expect(await contents(dir)).toEqual(whole)
  await expect(checkWorkspace(await temporaryFolder())).rejects.toMatchObject({ code: "workspace.missing" })
})

test.each(["missing", "empty"])(
  "a state.db that is %s is refused, nothing is written, and a repair takes the copy of the day",
  async how => {
    const dir = await usedWorkspace()
    const file = join(dir, "state.db")
    if (how === "missing") await rm(file)
    else await truncate(file)
    const names = await readdir(dir)
    for (const mode of ["read", "write"] as const)
      await expect(openWorkspace(dir, { mode })).rejects.toMatchObject({ code: "workspace.damaged" })
    expect(await readdir(dir)).toEqual(names)
    expect(await codes(dir)).toEqual(["repair.state_missing"])
    expect(await repaired(dir)).toEqual(["state_from_backup"])
    expect(await contents(dir)).toEqual(whole)
  },
)

test("without any copy, items and renders come back, and it is said what doesn't", async () => {
  const dir = await usedWorkspace()
  await rm(join(dir, "state.db"))
  await rm(join(dir, "backups"), { recursive: true })
  expect(await repaired(dir)).toEqual(["state_made", "items_version", "renders_listed"])
  expect(await contents(dir)).toEqual({ ...whole, personas: [] })
  const workspace = await openWorkspace(dir, { mode: "read" })
  expect(new RenderStore(workspace.state).list()[0]).toMatchObject({ recipe: exampleRecipe, persona: null })
  await workspace.close()
})

test("of a state.db with flipped bytes, what can be read is kept beside the copy, and so is the damaged file", async () => {
  const dir = await usedWorkspace()
  const file = join(dir, "state.db")
  // Done after the copy of the day.
  const workspace = await openWorkspace(dir, { mode: "write" })
  await workspace.createPersona({ name: "Later", scenario: "product", items: ["a"], pinned: [], banned: [] })
  await workspace.close()
  const bytes = await readFile(file)
  // Text that is no UTF-8: libsql would end the process that reads it.
  const at = bytes.indexOf(`renders/${"c".repeat(64)}`)
  bytes.fill(0xff, at + 10, at + 14)
  await writeFile(file, bytes)
  expect(await codes(dir)).toEqual(["repair.state_damaged"])
  expect(await repaired(dir)).toEqual(["damaged_kept", "state_from_backup", "rows_kept"])
  const after = await contents(dir)
  expect(after).toMatchObject({ items: ["a", "b"], renders: 1 })
  expect(after.personas).toHaveLength(2)
  const [kept] = (await readdir(join(dir, "backups"))).filter(name => name.startsWith("damaged-"))
  expect(await readFile(join(dir, "backups", kept!))).toEqual(bytes)
})

test("what was deleted after the copy of the day stays deleted where its table can be read", async () => {
  const dir = await usedWorkspace()
  const file = join(dir, "state.db")
  const workspace = await openWorkspace(dir, { mode: "write" })
  const persona = { scenario: "product", items: ["a"], pinned: [], banned: [] }
  await workspace.createPersona({ ...persona, name: "Later" })
  await workspace.removePersona("u")
  await workspace.purge(Date.now() + 31 * 86_400_000)
  workspace.state.write(state => {
    state.exec(
      "INSERT INTO presets VALUES ('p', 'Warm', 'product', '{}'), ('q', 'QQQQQQQQQQ', 'product', '{}')",
    )
  })
  await workspace.close()
  const bytes = await readFile(file)
  bytes.fill(0xff, bytes.indexOf("QQQQQQQQQQ"), bytes.indexOf("QQQQQQQQQQ") + 4)
  await writeFile(file, bytes)
  expect(await repaired(dir)).toEqual(["damaged_kept", "state_from_backup", "rows_kept"])
  const after = await contents(dir)
  expect(after.personas).toEqual([expect.stringMatching(/^later-/)])
  const state = openState(dir, "read")
  expect(state.prepare("SELECT id FROM presets").all()).toMatchObject([{ id: "p" }])
  state.close()
})

/** What a process leaves that is killed with a persona in its log alone. */
async function killedWorkspace(): Promise<string> {
  const workspace = await openWorkspace(await usedWorkspace(), { mode: "write" })
  await workspace.createPersona({ name: "Later", scenario: "product", items: ["a"], pinned: [], banned: [] })
  const dir = join(dirname(workspace.dir), "killed")
  await cp(workspace.dir, dir, { recursive: true })
  await workspace.close()
  return dir
}

/** Waits until connections that were closed have let go of their files. */
async function letGo(): Promise<void> {
  setFlagsFromString("--expose-gc")
  for (let turn = 0; turn < 3; turn++) {
    runInNewContext("gc")()
    await new Promise(resolve => setImmediate(resolve))
  }
}

test("a check leaves a log that was left behind as it is, and a repair keeps it beside the damaged state.db", async () => {
  const dir = await killedWorkspace()
  const file = join(dir, "state.db")
  const log = await readFile(`${file}-wal`)
  const before = await readFile(file)
  expect(await codes(dir)).toEqual([])
  await letGo()
  expect([await readFile(file), await readFile(`${file}-wal`)]).toEqual([before, log])

  const damaged = Buffer.from(before)
  const at = damaged.indexOf(`renders/${"c".repeat(64)}`)
  damaged.fill(0xff, at + 10, at + 14)
  await writeFile(file, damaged)
  expect(await repaired(dir)).toEqual([
    "damaged_kept",
    "damaged_kept",
    "damaged_kept",
    "state_from_backup",
    "rows_kept",
  ])
  expect((await contents(dir)).personas).toHaveLength(2)
  const kept = (await readdir(join(dir, "backups"))).filter(name => name.startsWith("damaged-")).toSorted()
  expect(kept.map(name => name.replace(/^damaged-.*Z-/, ""))).toEqual([
    "state.db",
    "state.db-shm",
    "state.db-wal",
  ])
  expect(await readFile(join(dir, "backups", kept[0]!))).toEqual(damaged)
  expect(await readFile(join(dir, "backups", kept[2]!))).toEqual(log)
  expect(kept[2]).toBe(`${kept[0]}-wal`)
  expect((await readdir(dir)).filter(name => name.includes("salvage"))).toEqual([])
})

test("a healthy workspace on a disk that can't be written has no problems, and nothing is written to it", async () => {
  const dir = await usedWorkspace()
  await letGo()
  const changed = () => statSync(dir, { bigint: true }).mtimeNs
  const before = changed()
  readOnly.dir = dir
  onTestFinished(() => {
    readOnly.dir = ""
  })
  expect(await codes(dir)).toEqual([])
  await letGo()
  expect(changed()).toBe(before)
})

test("a state.db cut in the middle, or that is none at all, is mended from its copy", async () => {
  const dir = await usedWorkspace()
  const file = join(dir, "state.db")
  const bytes = await readFile(file)
  for (const damaged of [bytes.subarray(0, 20_000), Buffer.from("no database".repeat(100))]) {
    await writeFile(file, damaged)
    expect(await codes(dir)).toEqual(["repair.state_damaged"])
    expect(await repaired(dir)).toContain("state_from_backup")
    expect(await contents(dir)).toEqual(whole)
  }
})

test("a lost workspace.json is made anew; until then no workspace is made over it", async () => {
  const dir = await usedWorkspace()
  await rm(join(dir, "workspace.json"))
  await expect(createWorkspace(dir)).rejects.toMatchObject({ code: "workspace.damaged" })
  expect(await codes(dir)).toEqual(["repair.manifest_damaged"])
  expect(await repaired(dir)).toEqual(["manifest_made"])
  expect(await contents(dir)).toEqual(whole)
})

test("a damaged table of items is read as it was before, or is made anew where none can be read", async () => {
  const dir = await usedWorkspace()
  const table = join(dir, "lance", "items.lance")
  const saved = join(await temporaryFolder(), "items.lance")
  await cp(table, saved, { recursive: true })
  const workspace = await openWorkspace(dir, { mode: "write" })
  const before = await readdir(join(table, "data"))
  await workspace.commit({ items: [item("z")], interactions: [], names: [], k: 5 })
  await workspace.close()
  for (const name of await readdir(join(table, "data")))
    if (!before.includes(name)) await rm(join(table, "data", name))
  expect(await codes(dir)).toContain("repair.items_unreadable")
  expect(await repaired(dir)).toEqual(["items_version"])
  expect(await contents(dir)).toEqual(whole)

  await rm(join(table, "data"), { recursive: true })
  expect(await codes(dir)).toContain("repair.items_unreadable")
  expect(await repaired(dir)).toEqual(["damaged_kept", "items_emptied"])
  expect(await contents(dir)).toEqual({ ...whole, items: [] })
})

test("missing pictures and embeddings that can't be read are named; the embeddings are removed", async () => {
  const dir = await usedWorkspace()
  await rm(join(dir, "images"), { recursive: true })
  await rm(join(dir, "renders", `${"c".repeat(64)}.png`))
  const pool = join(dir, "lance", "pool-0123.lance")
  await mkdir(join(pool, "_versions"), { recursive: true })
  await writeFile(join(pool, "_versions", "1.manifest"), "garbage")
  const { problems } = await checkWorkspace(dir)
  expect(problems).toEqual([
    { code: "repair.pool_unreadable", details: { table: "pool-0123" } },
    { code: "repair.images_missing", details: { count: 2, items: ["a", "b"] } },
    { code: "repair.renders_missing", details: { count: 1 } },
  ])
  expect(await repaired(dir)).toEqual(["pool_removed"])
  expect(await readdir(join(dir, "lance"))).not.toContain("pool-0123.lance")
})

test("a missing picture is named also of an item that was put away, and where an item has several", async () => {
  const dir = await usedWorkspace()
  const workspace = await openWorkspace(dir, { mode: "write" })
  const pictures = ["a", "d"].map(hash => ({ image: hash.repeat(64), width: 16, height: 16 }))
  const extras = new Map([["b", { fields: {}, pictures }]])
  workspace.state.write(state => {
    writeExtras(state, extras)
    putItemsAway(state, ["e"], "archived")
  })
  await workspace.commit({
    items: [item("e", { image: "e".repeat(64) })],
    interactions: [],
    names: [],
    k: 1,
  })
  await workspace.close()
  expect((await checkWorkspace(dir)).problems).toEqual([
    { code: "repair.images_missing", details: { count: 2, items: ["b", "e"] } },
  ])
})

test("a copy a day, of the last seven days", async () => {
  const dir = await usedWorkspace()
  const state = openState(dir, "write")
  const copies = async () => (await readdir(join(dir, "backups"))).filter(name => name.includes("-daily-"))
  expect(await copies()).toHaveLength(1)
  backUpDaily(state, dir)
  expect(await copies()).toHaveLength(1)
  for (let day = 1; day <= 9; day++) backUpDaily(state, dir, new Date(Date.now() + day * 86_400_000))
  state.close()
  expect(await copies()).toHaveLength(7)
  const [newest] = (await copies()).toSorted().toReversed()
  const copy = new Database(join(dir, "backups", newest!))
  expect(copy.prepare("SELECT id FROM personas").get()).toMatchObject({ id: "u" })
  copy.close()
})
