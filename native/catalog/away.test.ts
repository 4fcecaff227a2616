/** Items and personas that are put away, and whole catalogs. */
import { rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { bringItemsBack, putItemsAway, putPersonaAway } from "./away-store.ts"
import { itemsOfCatalog, listCatalogs } from "./catalog-store.ts"
import { item, temporaryFolder, writeCatalog, writeFiles } from "./fixtures/catalogs.ts"
import { importCatalog } from "./import/import.ts"
import { pageOfPersonas, restorePersona } from "./persona-store.ts"
import { bringBack, putAway } from "./put-away.ts"
import { countTagged, tagCounts } from "./tag-store.ts"
import { createWorkspace, openWorkspace, type Workspace } from "./workspace.ts"

const scenarios = ["product"]

async function newWorkspace(): Promise<Workspace> {
  const workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  onTestFinished(() => workspace.close())
  return workspace
}

/** m0 … m7, which u1 liked in that order. */
async function shop(): Promise<{ workspace: Workspace; dir: string }> {
  const dir = await temporaryFolder()
  await writeCatalog(dir, 8)
  const workspace = await newWorkspace()
  await importCatalog(workspace, dir, { scenarios })
  return { workspace, dir }
}

const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id)

test("an archived item leaves lists, counts, histories and tags, and comes back as it was", async () => {
  const { workspace } = await shop()
  const tags = { image: ["red"], text: [], own: ["mine"], tagger: "t" }
  for (const id of ["m1", "m2"]) await workspace.setItemTags(id, tags)
  const before = [await workspace.items(), await workspace.personas(), workspace.itemsVersion]
  const away = (how: "archived" | "removed") =>
    workspace.state.write(state => putItemsAway(state, ["m1", "m6"], how))

  expect(away("archived")).toEqual(["m1", "m6"])
  expect(away("archived")).toEqual([])
  expect(ids(await workspace.items())).toEqual(["m0", "m2", "m3", "m4", "m5", "m7"])
  expect(ids(await workspace.items({ away: "archived" }))).toEqual(["m1", "m6"])
  expect(ids(await workspace.items({ offset: 1, limit: 2 }))).toEqual(["m2", "m3"])
  expect(await workspace.itemCount()).toBe(6)
  expect(ids(await workspace.itemsOf(["m1", "m2"]))).toEqual(["m2"])
  expect(await workspace.interactionCount()).toBe(6)
  expect((await workspace.findPersona("u1")).items).toEqual(["m7", "m5", "m4", "m3", "m2", "m0"])
  expect(workspace.state.read(state => tagCounts(state, null))).toEqual([
    { tag: "mine", count: 1 },
    { tag: "red", count: 1 },
  ])
  expect(workspace.state.read(countTagged)).toBe(1)
  expect(workspace.itemsVersion).not.toBe(before[2])
  // Renders and recipes name it: it can still be looked at.
  expect(await workspace.findItem("m1")).toMatchObject({ title: "Title 1" })

  expect(workspace.state.write(state => bringItemsBack(state, ["m1", "m6", "m7"]))).toEqual(["m1", "m6"])
  expect([await workspace.items(), await workspace.personas()]).toEqual(before.slice(0, 2))
  expect(await workspace.itemTags("m1")).toEqual(tags)
})

test("a change to a persona keeps the items of its history that are put away", async () => {
  const { workspace } = await shop()
  const all = (await workspace.findPersona("u1")).items
  workspace.state.write(state => putItemsAway(state, ["m3"], "archived"))
  const persona = await workspace.findPersona("u1")
  await workspace.updatePersona({ ...persona, name: "Mina", pinned: ["warm"] })
  workspace.state.write(state => bringItemsBack(state, ["m3"]))
  expect(await workspace.findPersona("u1")).toMatchObject({ name: "Mina", items: all })
})

test("what was removed is forgotten for good after thirty days, and renders of it can do without", async () => {
  const { workspace } = await shop()
  workspace.state.write(state => putItemsAway(state, ["m2"], "removed"))
  workspace.state.write(state => putItemsAway(state, ["m3"], "archived"))
  await workspace.purge(Date.now() + 29 * 86_400_000)
  expect(ids(await workspace.items({ away: "removed" }))).toEqual(["m2"])
  await workspace.purge(Date.now() + 31 * 86_400_000)
  expect(ids(await workspace.items({ away: "any" }))).toEqual(["m0", "m1", "m3", "m4", "m5", "m6", "m7"])
  await expect(workspace.findItem("m2")).rejects.toMatchObject({ code: "catalog.unknown_item" })
  expect(ids(await workspace.items({ away: "archived" }))).toEqual(["m3"])
  expect((await workspace.findPersona("u1")).items).not.toContain("m2")
  // It is an item like any other again when a catalog brings it.
  const { dir } = workspace
  await workspace.commit({ items: [item("m2")], interactions: [], names: [], k: 1 })
  expect(await workspace.findItem("m2")).toMatchObject({ title: "Title of m2" })
  expect(dir).not.toBe("")
})

test("an archived persona is out of sight until it is brought back; a removed one goes by no name", async () => {
  const { workspace } = await shop()
  const page = (away: "none" | "archived" | "removed") =>
    workspace.state.read(state => pageOfPersonas(state, { search: "", away, offset: 0, limit: 10 }))
  workspace.state.write(state => putPersonaAway(state, "u1", "archived"))
  expect(await workspace.personas()).toEqual([])
  expect(page("none").total).toBe(0)
  expect(page("archived").personas).toMatchObject([{ id: "u1" }])
  expect(await workspace.findPersona("u1")).toMatchObject({ id: "u1" })
  await workspace.removePersona("u1")
  await expect(workspace.findPersona("u1")).rejects.toMatchObject({ code: "catalog.unknown_persona" })
  workspace.state.write(state => restorePersona(state, "u1"))
  expect(page("none").total).toBe(1)
})

test("an archived persona is brought back by its name, in any case and any encoding of accents", async () => {
  const { workspace } = await shop()
  await workspace.updatePersona({ ...(await workspace.findPersona("u1")), name: "Ren\u00e9e" })
  const asked = { items: [], catalogs: [], gone: false }
  const renamed = { ...asked, personas: ["REN\u00c9E"] }
  expect(await putAway(workspace, renamed, "archived")).toEqual({ items: [], personas: ["u1"], deleted: [] })
  const decomposed = { ...asked, personas: [" rene\u0301e "] }
  expect(await bringBack(workspace, decomposed)).toEqual({ items: [], personas: ["u1"], deleted: [] })
  expect(await workspace.personas()).toMatchObject([{ id: "u1" }])
})

test("a persona that was removed isn't made anew by the next import", async () => {
  const { workspace, dir } = await shop()
  await workspace.removePersona("u1")
  await importCatalog(workspace, dir, { scenarios })
  expect(await workspace.personas()).toEqual([])
  await workspace.purge(Date.now() + 31 * 86_400_000)
  await importCatalog(workspace, dir, { scenarios })
  expect(await workspace.personas()).toEqual([])
})

test("importing again says what the folder no longer has, archives it when asked, and brings back what has returned", async () => {
  const { workspace, dir } = await shop()
  const all = ["id,title,image", ...[0, 1, 2, 3, 4, 5, 6, 7].map(n => `m${n},Title ${n},images/${n}.png`)]
  const without = (...gone: string[]) =>
    writeFile(
      join(dir, "items.csv"),
      `${all.filter(line => !gone.includes(line.split(",")[0]!)).join("\n")}\n`,
    )
  await rm(join(dir, "interactions.csv"))

  await without("m1", "m4")
  const first = await importCatalog(workspace, dir, { scenarios })
  expect(first.gone).toEqual({
    count: 2,
    items: [
      { id: "m1", title: "Title 1" },
      { id: "m4", title: "Title 4" },
    ],
    archived: false,
  })
  expect(await workspace.itemCount()).toBe(8)
  expect(workspace.state.read(listCatalogs)).toMatchObject([{ items: 8, gone: 2, archived: 0 }])

  const second = await importCatalog(workspace, dir, { scenarios, archiveGone: true })
  expect(second.gone).toMatchObject({ count: 2, archived: true })
  expect(ids(await workspace.items({ away: "archived" }))).toEqual(["m1", "m4"])
  expect((await importCatalog(workspace, dir, { scenarios })).gone.count).toBe(0)

  await without("m4")
  await importCatalog(workspace, dir, { scenarios })
  expect(ids(await workspace.items({ away: "archived" }))).toEqual(["m4"])
})

test("what a person archived stays so when its folder still has it, and the report says it", async () => {
  const { workspace, dir } = await shop()
  workspace.state.write(state => putItemsAway(state, ["m1"], "archived"))
  const report = await importCatalog(workspace, dir, { scenarios })
  expect(report.notes).toContainEqual({ code: "catalog.still_away", details: { count: 1 } })
  expect(report.gone.count).toBe(0)
  expect(await workspace.itemCount()).toBe(7)
})

test("an item that is refused, or that another folder has, isn't gone", async () => {
  const { workspace, dir } = await shop()
  const other = await temporaryFolder()
  await writeCatalog(other, 3)
  await importCatalog(workspace, other, { scenarios })
  await writeFiles(dir, { "items.csv": "id,title,image\nm7,Title 7,missing.png\nm6,Title 6,images/6.png\n" })
  const report = await importCatalog(workspace, dir, { scenarios })
  expect(report.items.refused).toBe(1)
  expect(ids(report.gone.items)).toEqual(["m3", "m4", "m5"])

  const [mine, others] = workspace.state.read(listCatalogs)
  const own = (id: number) => workspace.state.read(state => itemsOfCatalog(state, id, "own"))
  expect(own(mine!.id)).toEqual(["m3", "m4", "m5", "m6", "m7"])
  expect(own(others!.id)).toEqual(["m0", "m1", "m2"])
})

test("a reader sees what the writer puts away", async () => {
  const { workspace } = await shop()
  const reader = await openWorkspace(workspace.dir, { mode: "read" })
  onTestFinished(() => reader.close())
  expect(await reader.itemCount()).toBe(8)
  workspace.state.write(state => putItemsAway(state, ["m0"], "archived"))
  expect(await reader.itemCount()).toBe(7)
  expect(() => reader.state.write(state => putItemsAway(state, ["m1"], "archived"))).toThrow(
    expect.objectContaining({ code: "workspace.read_only" }),
  )
})

test("what comes back says what of it had been deleted, so that it can be put away as it was", async () => {
  const { workspace } = await shop()
  const asked = { items: [], personas: [], catalogs: [], gone: false }
  await putAway(workspace, { ...asked, items: ["m1", "m2"] }, "archived")
  await putAway(workspace, { ...asked, items: ["m3"], personas: ["u1"] }, "removed")
  const all = { ...asked, personas: ["u1"], catalogs: ["1"] }
  expect(await bringBack(workspace, all)).toEqual({
    items: ["m1", "m2", "m3"],
    personas: ["u1"],
    deleted: ["m3", "u1"],
  })
})
