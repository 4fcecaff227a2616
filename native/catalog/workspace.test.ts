import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, onTestFinished, test, vi } from "vitest"
import { temporaryFor } from "../base/temporary-file.ts"
import { item, temporaryFolder } from "./fixtures/catalogs.ts"
import { ItemTable } from "./item-table.ts"
import { pageOfPersonas, restorePersona } from "./persona-store.ts"
import { createWorkspace, isWorkspace, openWorkspace, type Workspace } from "./workspace.ts"

async function newWorkspace(): Promise<Workspace> {
  const workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  onTestFinished(() => workspace.close())
  return workspace
}

const noInteractions = { interactions: [], names: [], k: 5 }

/** Another process that holds the workspace open. */
async function holder(dir: string): Promise<ChildProcess> {
  const script = join(import.meta.dirname, "fixtures/hold-workspace.ts")
  const child = spawn(process.execPath, ["--import", "tsx", script, dir], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  onTestFinished(() => void child.kill("SIGKILL"))
  await once(child.stdout, "data")
  return child
}

test("a second writing process is refused by the first one's pid, a reader is not, and a killed writer leaves no lock", async () => {
  const workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  await workspace.commit({ items: [item("a")], ...noInteractions })
  await workspace.close()

  const child = await holder(workspace.dir)
  await expect(openWorkspace(workspace.dir, { mode: "write" })).rejects.toMatchObject({
    code: "workspace.in_use",
    details: { pid: child.pid },
  })
  const reader = await openWorkspace(workspace.dir, { mode: "read" })
  expect(await reader.itemCount()).toBe(1)
  await expect(reader.setTagMerges([])).rejects.toMatchObject({ code: "workspace.read_only" })
  await reader.close()

  child.kill("SIGKILL")
  await once(child, "exit")
  const writer = await openWorkspace(workspace.dir, { mode: "write" })
  await writer.close()
})

test("a reader sees what the writer commits, at once and as a whole", async () => {
  const writer = await newWorkspace()
  const reader = await openWorkspace(writer.dir, { mode: "read" })
  onTestFinished(() => reader.close())
  const interactions = ["a", "b"].map((id, at) => ({ user: "u", item: id, timestamp: at, rating: null }))
  await writer.commit({ items: [item("a"), item("b")], interactions, names: [], k: 1 })
  expect((await reader.items()).map(({ id }) => id)).toEqual(["a", "b"])
  expect((await reader.findPersona("u")).items).toEqual(["b", "a"])

  await writer.commit({ items: [item("a", { title: "New" })], ...noInteractions })
  expect(await reader.findItem("a")).toMatchObject({ title: "New" })
  expect(await reader.itemCount()).toBe(2)
})

test("commits at the same time are all kept", async () => {
  const workspace = await newWorkspace()
  const ids = Array.from({ length: 6 }, (_, index) => `i${index}`)
  await Promise.all(ids.map(id => workspace.commit({ items: [item(id)], ...noInteractions })))
  expect((await workspace.items()).map(({ id }) => id)).toEqual(ids)
})

test("items are listed by id as people count, by scenario, by words of id or title, and in pages", async () => {
  const workspace = await newWorkspace()
  await workspace.commit({
    items: [
      item("m10", { title: "The 50% Sale" }),
      item("m9", { title: "O'Hara" }),
      item("m2", { scenario: "outfit" }),
    ],
    ...noInteractions,
  })
  const ids = async (query = {}) => (await workspace.items(query)).map(({ id }) => id)
  expect(await ids()).toEqual(["m2", "m9", "m10"])
  expect(await ids({ scenario: "product" })).toEqual(["m9", "m10"])
  expect(await ids({ search: "o'hara" })).toEqual(["m9"])
  expect(await ids({ search: "0% s" })).toEqual(["m10"])
  expect(await ids({ search: "M1" })).toEqual(["m10"])
  expect(await ids({ offset: 1, limit: 1 })).toEqual(["m9"])
  expect(await workspace.itemCount({ scenario: "outfit" })).toBe(1)
})

test("items and personas are found by names of every script, in any case and any encoding of accents", async () => {
  const workspace = await newWorkspace()
  await workspace.commit({
    items: [item("a", { title: "E\u0301te\u0301 clair" }), item("b", { title: "Красное платье" })],
    ...noInteractions,
  })
  const ids = async (search: string) => (await workspace.items({ search })).map(({ id }) => id)
  expect(await ids("\u00c9T\u00c9")).toEqual(["a"])
  expect(await ids("КРАСНОЕ")).toEqual(["b"])
  expect(await workspace.itemCount({ search: "\u00e9t\u00e9" })).toBe(1)

  for (const name of ["\u00c9mile", "Анна", "Mara"])
    await workspace.createPersona({ name, scenario: "product", items: ["a"] })
  const found = (search: string, scenario?: string) => {
    const page = workspace.state.read(state =>
      pageOfPersonas(state, { search, scenario, offset: 0, limit: 9 }),
    )
    expect(page.total).toBe(page.personas.length)
    return page.personas.map(({ name }) => name)
  }
  expect(found("\u00c9mile")).toEqual(["\u00c9mile"])
  expect(found("e\u0301MI")).toEqual(["\u00c9mile"])
  expect(found("Анна")).toEqual(["Анна"])
  expect(found("ма")).toEqual([])
  expect(found("")).toHaveLength(3)
  expect(found("mara", "outfit")).toEqual([])
  expect(await workspace.findPersona("АННА")).toMatchObject({ name: "Анна" })
})

test("personas that an import gave the same name are pinned, banned, removed and put back", async () => {
  const workspace = await newWorkspace()
  const anna = { scenario: "product", items: ["a"] }
  await workspace.commit({ items: [item("a"), item("b")], ...noInteractions })
  const picked = await workspace.createPersona({ ...anna, name: "Anna" })
  const interactions = ["anna", "aB3x", "AB3x"].flatMap(user =>
    ["a", "b"].map((id, at) => ({ user, item: id, timestamp: at, rating: null })),
  )
  await workspace.commit({ items: [], interactions, names: [], k: 1 })
  for (const id of [picked.id, "anna", "aB3x", "AB3x"]) {
    const before = await workspace.findPersona(id)
    const changed = await workspace.updatePersona({ ...before, pinned: ["warm"], banned: ["noir"] })
    await workspace.removePersona(id)
    const restored = workspace.state.write(state => restorePersona(state, changed.id))
    expect(restored).toEqual({ ...before, pinned: ["warm"], banned: ["noir"] })
  }
  const other = await workspace.findPersona("aB3x")
  const taken = expect.objectContaining({ code: "persona.name_taken" })
  await expect(workspace.updatePersona({ ...other, name: "anna" })).rejects.toEqual(taken)

  await workspace.removePersona(picked.id)
  await workspace.removePersona("anna")
  await workspace.createPersona({ ...anna, name: "ANNA" })
  expect(() => workspace.state.write(state => restorePersona(state, picked.id))).toThrow(taken)
})

test("unknown items and personas come with near matches", async () => {
  const workspace = await newWorkspace()
  await workspace.commit({
    items: [item("poster-12", { title: "Night Train" }), item("poster-80", { title: "Salt" })],
    ...noInteractions,
  })
  await workspace.createPersona({ name: "Mara", scenario: "product", items: ["poster-12"] })
  await expect(workspace.findItem("poster-13")).rejects.toMatchObject({
    code: "catalog.unknown_item",
    details: { near: ["poster-12", "poster-80"] },
  })
  await expect(workspace.findItem("night train")).rejects.toMatchObject({ details: { near: ["poster-12"] } })
  await expect(workspace.findItem("zzzzzz")).rejects.toMatchObject({ details: { near: [] } })
  await expect(workspace.findPersona("Marra")).rejects.toMatchObject({
    code: "catalog.unknown_persona",
    details: { near: [expect.stringContaining("mara-")] },
  })
  expect(await workspace.findPersona("mARA")).toMatchObject({ name: "Mara", origin: "picked" })
})

test("picked personas are made, changed, duplicated and removed; names stay unique and items must exist", async () => {
  const workspace = await newWorkspace()
  await workspace.commit({ items: [item("a"), item("b")], ...noInteractions })
  const draft = { name: " Mara ", scenario: "product", items: ["b", "a"], banned: ["noir"] }
  const mara = await workspace.createPersona(draft)
  expect(mara).toMatchObject({ name: "Mara", items: ["b", "a"], pinned: [], banned: ["noir"] })
  await expect(workspace.createPersona({ ...draft, name: "MARA" })).rejects.toMatchObject({
    code: "persona.name_taken",
  })
  await expect(workspace.createPersona({ ...draft, name: "Ida", items: ["c"] })).rejects.toMatchObject({
    code: "catalog.unknown_item",
  })
  await expect(workspace.createPersona({ ...draft, name: " " })).rejects.toMatchObject({
    code: "persona.invalid",
  })
  await workspace.updatePersona({ ...mara, pinned: ["warm"] })
  const twin = await workspace.duplicatePersona(mara.id, "Twin")
  expect(twin).toMatchObject({ items: ["b", "a"], pinned: ["warm"], banned: ["noir"] })
  await workspace.removePersona(mara.id)
  expect((await workspace.personas()).map(({ name }) => name)).toEqual(["Twin"])
})

test("tags and merges survive closing; tags of an item go when the item changes", async () => {
  const workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  const tags = { image: ["dark"], text: ["spy"], own: [], tagger: "test/1" }
  await workspace.commit({ items: [item("a"), item("b")], ...noInteractions })
  await workspace.setItemTags("a", tags)
  await workspace.setItemTags("b", tags)
  await workspace.setTagMerges([{ from: "spies", to: "spy" }])
  await workspace.setTagMerges([{ from: "gloomy", to: "dark" }])
  await workspace.close()

  const again = await openWorkspace(workspace.dir, { mode: "write" })
  onTestFinished(() => again.close())
  expect(again.salt).toBe(workspace.salt)
  expect(await again.itemTags("a")).toEqual(tags)
  expect(await again.tagMerges()).toEqual([{ from: "gloomy", to: "dark" }])
  await again.commit({ items: [item("a", { title: "Other" })], ...noInteractions })
  expect(await again.itemTags("a")).toBeUndefined()
  expect(await again.itemTags("b")).toEqual(tags)
})

test("own tags follow the catalog where it changes them, and a person where they did", async () => {
  const workspace = await newWorkspace()
  const given = (tags: string[]) => workspace.commit({ items: [item("a", { tags })], ...noInteractions })
  await given(["Sale", "summer", "linen"])
  // A person took "linen" away and typed "mine".
  await workspace.setItemTags("a", {
    image: ["red"],
    text: [],
    own: ["sale", "summer", "mine"],
    tagger: "t/1",
  })
  await given(["sale", "linen", "Winter"])
  expect(await workspace.itemTags("a")).toEqual({
    image: [],
    text: [],
    own: ["sale", "mine", "winter"],
    tagger: "",
  })
})

test("a folder without workspace, one with other files, and one that is a workspace already are told apart", async () => {
  const dir = await temporaryFolder()
  expect(await isWorkspace(dir)).toBe(false)
  await expect(openWorkspace(dir, { mode: "read" })).rejects.toMatchObject({ code: "workspace.missing" })
  await writeFile(join(dir, "thesis.docx"), "")
  await expect(createWorkspace(dir)).rejects.toMatchObject({ code: "workspace.not_empty" })
  await expect(createWorkspace(join(dir, "thesis.docx"))).rejects.toMatchObject({
    code: "workspace.not_writable",
  })
  const workspace = await newWorkspace()
  await expect(createWorkspace(workspace.dir)).rejects.toMatchObject({ code: "workspace.exists" })
})

test("a workspace whose making was cut short is made anew", async () => {
  const workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  await workspace.close()
  await rm(join(workspace.dir, "workspace.json"))
  const again = await createWorkspace(workspace.dir)
  onTestFinished(() => again.close())
  expect(await again.itemCount()).toBe(0)
})

test("opening for writing removes what killed processes left, and version 0.1's cache of encodings", async () => {
  const workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  await workspace.close()
  const at = (path: string) => join(workspace.dir, path)
  const ended = execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }).trim()
  const leftIn = async (folder: string, pid: string | number) => {
    const path = temporaryFor(at(`${folder}/a.png`)).replace(`-${process.pid}-`, `-${pid}-`)
    await mkdir(at(folder), { recursive: true })
    await writeFile(path, "half")
  }
  for (const folder of ["images", "cache/widened", "runs/r/checkpoints", "lpips"]) await leftIn(folder, ended)
  await leftIn("renders", process.ppid)
  await mkdir(at("cache/training/0123"), { recursive: true })
  for (const name of ["states-a.f32", "states-b.f32.123.tmp", "states-c.safetensors"])
    await writeFile(at(`cache/training/0123/${name}`), "")

  const reading = await openWorkspace(workspace.dir, { mode: "read" })
  await reading.close()
  expect(await readdir(at("images"))).toHaveLength(1)

  const writing = await openWorkspace(workspace.dir, { mode: "write" })
  await writing.close()
  for (const folder of ["images", "cache/widened", "runs/r/checkpoints"])
    expect(await readdir(at(folder))).toEqual([])
  expect(await readdir(at("renders")), "a running process writes it").toHaveLength(1)
  expect(await readdir(at("lpips")), "the user's own folder").toHaveLength(1)
  expect(await readdir(at("cache/training/0123"))).toEqual(["states-c.safetensors"])
})

test("the copy of the day is made at opening for writing, too: a process may be killed before it closes", async () => {
  const workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  await workspace.commit({ items: [item("a")], ...noInteractions })
  await workspace.close()
  const backups = join(workspace.dir, "backups")
  await rm(backups, { recursive: true })
  const reading = await openWorkspace(workspace.dir, { mode: "read" })
  await reading.close()
  expect(await readdir(workspace.dir)).not.toContain("backups")
  const child = await holder(workspace.dir)
  child.kill("SIGKILL")
  await once(child, "exit")
  expect(await readdir(backups)).toEqual([expect.stringMatching(/^state-daily-/)])
})

test("where no copy of the day can be made, a workspace opens, and closes for the next writer", async () => {
  const workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  await writeFile(join(workspace.dir, "backups"), "a file in the way of the folder")
  await workspace.close()
  for (let turn = 0; turn < 2; turn++) {
    const again = await openWorkspace(workspace.dir, { mode: "write" })
    await again.setTagMerges([{ from: "a", to: "b" }])
    await again.close()
  }
  const failing = await openWorkspace(workspace.dir, { mode: "write" })
  const close = vi.spyOn(ItemTable.prototype, "close").mockImplementationOnce(() => {
    throw new Error("a table that can't be closed")
  })
  onTestFinished(() => close.mockRestore())
  await expect(failing.close()).rejects.toThrow("can't be closed")
  const last = await openWorkspace(workspace.dir, { mode: "write" })
  await last.close()
})

test("a newer or damaged workspace is refused by name and left as it is", async () => {
  const workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  await workspace.close()
  const manifest = join(workspace.dir, "workspace.json")
  const json = await readFile(manifest, "utf8")
  const open = () => openWorkspace(workspace.dir, { mode: "write" })

  await writeFile(manifest, JSON.stringify({ ...JSON.parse(json), version: 99 }))
  await expect(open()).rejects.toMatchObject({ code: "workspace.newer", details: { version: 99 } })
  await writeFile(manifest, json.slice(0, 40))
  await expect(open()).rejects.toMatchObject({ code: "workspace.damaged" })
  await writeFile(manifest, json)
  await writeFile(
    join(workspace.dir, "state.db"),
    "not a database, but longer than its header of 100 bytes".repeat(4),
  )
  await expect(open()).rejects.toMatchObject({ code: "workspace.damaged" })
  await rm(join(workspace.dir, "state.db"))
  await expect(openWorkspace(workspace.dir, { mode: "read" })).rejects.toMatchObject({
    code: "workspace.damaged",
  })
})
