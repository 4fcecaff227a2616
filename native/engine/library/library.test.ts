/** The library as a page uses it: an engine on the tiny pack, a catalog of its own, every call through the router. */
import { chmod, cp, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import sharp from "sharp"
import { expect, test, vi } from "vitest"
import { picture, writeFiles } from "../../catalog/fixtures/catalogs.ts"
import { note } from "../../contract/codes/index.ts"
import type { Recipe } from "../../contract/recipe.ts"
import { settingsSchema } from "../../contract/settings.ts"
import { exampleImage, exampleRecipe } from "../../exporting/fixtures.ts"
import { writeImage } from "../../exporting/write-image.ts"
import { fixture } from "../../models/fixtures.ts"
import { openFilledLibrary, openLibrary } from "./fixtures.ts"
import { SettingsStore } from "./settings.ts"

const code = (expected: string) => expect.objectContaining({ code: expected })

test("a folder is looked into, checked without a trace, imported, embedded and tagged", async () => {
  const { api, root, over, idle } = await openLibrary(12)
  const items = await readFile(join(root, "catalog/items.csv"), "utf8")
  await writeFiles(join(root, "catalog"), { "items.csv": `${items}lost,Lost,None,images/none.png\n` })
  const file = (await api.folders.open({})).entries.find(({ name }) => name === "catalog")!
  const handle = (await api.folders.open({ handle: file.handle })).entries.find(
    e => e.name === "items.csv",
  )!.handle

  const found = await api.imports.inspect({ handle })
  expect(found.format).toBe("csv")
  expect(found.texts.map(({ name, encoding, sure }) => [name, encoding, sure])).toEqual([
    ["items.csv", "utf-8", true],
    ["interactions.csv", "utf-8", true],
  ])
  expect(found.columns[1]).toEqual({ name: "title", samples: ["Title 0", "Title 1", "Title 2"] })
  expect(found.mapping).toEqual({
    id: "id",
    title: "title",
    description: "description",
    image: ["image"],
    tags: [],
  })

  const events = []
  for await (const event of await api.imports.check({ handle })) events.push(event)
  const report = events.at(-1)
  expect(report).toMatchObject({
    type: "report",
    report: { items: { added: 12, refused: 1 }, personas: 1, problems: [{ row: 14, id: "lost" }] },
  })
  expect(await api.items.list({})).toEqual({ total: 0, items: [] })
  expect((await api.personas.list({})).total).toBe(0)

  const job = await over((await api.imports.start({ handle, locale: "en" })).id)
  expect(job).toMatchObject({ state: "done", figures: { added: 12, updated: 0, unchanged: 0, refused: 1 } })
  await idle()
  expect((await api.jobs.list()).map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
    "import done",
    "prepare done",
    "tag done",
  ])
  const { total, items: page } = await api.items.list({ limit: 3, offset: 9 })
  expect([total, page.map(({ id }) => id)]).toEqual([12, ["m9", "m10", "m11"]])
  const { item, tags, interactions, renders } = await api.items.get({ id: "m3" })
  expect(item).toMatchObject({ title: "Title 3", description: "About 3" })
  expect(tags?.image.length).toBeGreaterThan(0)
  expect([interactions, renders]).toEqual([1, 0])
})

test("columns of other names are mapped", async () => {
  const { api, engine, root, over } = await openLibrary(0)
  await writeFiles(join(root, "catalog"), {
    "items.csv": "Nr;Bezeichnung;Bild\n7;Mantel;a.png\n",
    "a.png": await picture(3),
  })
  await rm(join(root, "catalog/interactions.csv"))
  const handle = engine.grantFolder(join(root, "catalog"))
  const mapping = { id: "nr", title: "bezeichnung", image: ["bild"] }
  expect((await over((await api.imports.start({ handle, mapping, locale: "en" })).id)).state).toBe("done")
  expect((await api.items.list({})).items).toMatchObject([{ id: "7", title: "Mantel" }])
})

test("a folder that holds no catalog, or is gone, is reported before and during the import", async () => {
  const { api, engine, root, over } = await openLibrary(1)
  await writeFiles(root, { "photos/a.png": await picture(1) })
  const photos = engine.grantFolder(join(root, "photos"))
  await expect(api.imports.inspect({ handle: photos })).rejects.toEqual(code("catalog.unknown_format"))
  await expect(api.imports.inspect({ handle: "made-up" })).rejects.toEqual(code("folders.unknown_handle"))
  const catalog = engine.grantFolder(join(root, "catalog"))
  await rm(join(root, "catalog"), { recursive: true })
  expect(await over((await api.imports.start({ handle: catalog, locale: "en" })).id)).toMatchObject({
    state: "failed",
    problem: { code: "catalog.missing_folder" },
  })
})

test("items are found by words, by all of several tags, and by meaning", async () => {
  const { api } = await openFilledLibrary(12)
  const ids = async (query: Parameters<typeof api.items.list>[0]) =>
    (await api.items.list(query)).items.map(({ id }) => id)
  expect(await ids({ search: "ABOUT 1" })).toEqual(["m1", "m10", "m11"])
  expect(await ids({ search: "m7" })).toEqual(["m7"])
  expect(await ids({ scenario: "outfit" })).toEqual([])

  await api.items.setOwnTags({ id: "m2", tags: ["  Sale ", "red dot"] })
  await api.items.setOwnTags({ id: "m4", tags: ["sale"] })
  expect(await ids({ tags: ["sale"] })).toEqual(["m2", "m4"])
  expect(await ids({ tags: ["sale", "red dot"] })).toEqual(["m2"])
  const counts = await api.items.tagCounts({})
  expect(counts.find(({ tag }) => tag === "sale")).toEqual({ tag: "sale", count: 2 })
  expect(await api.items.tagCounts({ scenario: "outfit" })).toEqual([])

  expect((await ids({ search: "a red poster", by: "meaning" })).sort()).toHaveLength(12)
  expect(await ids({ search: "a red poster", by: "meaning", tags: ["red dot"] })).toEqual(["m2"])
  await expect(api.items.get({ id: "m99" })).rejects.toEqual(code("catalog.unknown_item"))
})

test("tags that a person typed survive when the item changes; taggers' tags are made again", async () => {
  const { api, engine, root, over, idle } = await openFilledLibrary(2)
  await api.items.setOwnTags({ id: "m0", tags: ["mine"] })
  const file = join(root, "catalog/items.csv")
  await writeFile(file, (await readFile(file, "utf8")).replace("Title 0", "Another"))
  await over(
    (await api.imports.start({ handle: engine.grantFolder(join(root, "catalog")), locale: "en" })).id,
  )
  await idle()
  const { item, tags } = await api.items.get({ id: "m0" })
  expect(item.title).toBe("Another")
  expect(tags?.own).toEqual(["mine"])
  expect(tags?.tagger).not.toBe("")
})

test("merges are kept in one spelling, and undone", async () => {
  const { api } = await openLibrary(0)
  expect(await api.merges.add({ from: "Spies", to: " spy" })).toEqual([{ from: "spies", to: "spy" }])
  expect(await api.merges.remove({ from: "spies" })).toEqual([])
})

test("personas are made, found, changed, duplicated, removed and put back", async () => {
  const { api } = await openFilledLibrary(8)
  expect((await api.personas.list({})).personas).toMatchObject([
    {
      id: "u1",
      origin: "user",
      items: 8,
      latest: [{ id: "m7" }, { id: "m6" }, { id: "m5" }, { id: "m4" }, {}],
    },
  ])
  const mina = await api.personas.create({ name: "Mina", scenario: "product", items: ["m1", "m2"] })
  await expect(api.personas.create({ name: "mina", scenario: "product", items: ["m1"] })).rejects.toEqual(
    code("persona.name_taken"),
  )
  await expect(api.personas.create({ name: "Other", scenario: "product", items: ["gone"] })).rejects.toEqual(
    code("catalog.unknown_item"),
  )
  await api.personas.update({ id: mina.id, pinned: ["Noir "], banned: ["gore"] })
  const twin = await api.personas.duplicate({ id: mina.id, name: "Twin" })
  expect(twin).toMatchObject({ items: ["m1", "m2"], pinned: ["noir"], banned: ["gore"] })
  expect(await api.personas.list({ search: "TWI" })).toMatchObject({ total: 1, personas: [{ name: "Twin" }] })
  expect(await api.personas.list({ offset: 1, limit: 1 })).toMatchObject({
    total: 3,
    personas: [{ name: "Twin" }],
  })

  const removed = await api.personas.remove({ id: mina.id })
  await expect(api.personas.get({ id: mina.id })).rejects.toEqual(code("catalog.unknown_persona"))
  expect(await api.personas.putBack(removed)).toEqual({ ...mina, pinned: ["noir"], banned: ["gore"] })
  expect((await api.personas.get({ id: mina.id })).history.map(({ id }) => id)).toEqual(["m1", "m2"])
})

test("a persona's interests count each tag once an item and say where it came from", async () => {
  const { api } = await openFilledLibrary(3)
  const mina = await api.personas.create({ name: "Mina", scenario: "product", items: ["m0", "m1", "m2"] })
  for (const [id, tags] of [
    ["m0", ["fog"]],
    ["m1", ["fog", "spy"]],
    ["m2", ["fogs"]],
  ] as const)
    await api.items.setOwnTags({ id, tags: [...tags] })
  await api.merges.add({ from: "fogs", to: "fog" })
  const found = await api.personas.interests({ id: mina.id })
  expect(found.find(({ tag }) => tag === "fog")).toMatchObject({ count: 3, from: ["m0", "m1", "m2"] })
  expect(found.find(({ tag }) => tag === "spy")).toMatchObject({ count: 1, from: ["m1"] })
})

test("a recipe in a file is read, matched with this workspace, and what differs is said", async () => {
  const { api, root } = await openFilledLibrary(1)
  await api.personas.create({ name: "Mina", scenario: "product", items: ["m0"] })
  const { item } = await api.items.get({ id: "m0" })
  const recipe = {
    ...exampleRecipe,
    plan: {
      ...exampleRecipe.plan,
      item: { ...exampleRecipe.plan.item, id: "m0", imageHash: item.image },
      persona: { ...exampleRecipe.plan.persona, pseudonym: "Mina" },
    },
  }
  const read = async (changed: Recipe) => {
    const path = join(root, "made.png")
    await writeImage(path, exampleImage(), changed, "working")
    return api.renders.readRecipe({ file: new File([new Uint8Array(await readFile(path))], "made.png") })
  }
  const own = await read(recipe)
  expect(own).toMatchObject({ item: "m0", settings: { lambda2: 0.2, seed: 7, steps: 50 } })
  expect(own.persona).not.toBeNull()
  expect(own.warnings).toEqual([
    expect.objectContaining({
      code: "recipe.pack_differs",
      details: expect.objectContaining({ used: "tiny" }),
    }),
  ])

  const { hash } = await api.layouts.get({ name: "poster-title" })
  const under = async (name: string, of: string) =>
    (await read({ ...recipe, layout: { name, hash: of } })).warnings.filter(({ code }) =>
      code.includes("layout"),
    )
  expect(await under("poster-title", hash)).toEqual([])
  expect(await under("poster-title", "0".repeat(64))).toEqual([
    { code: "recipe.layout_changed", details: { layout: "poster-title" } },
  ])
  expect(await under("winter", hash)).toEqual([{ code: "recipe.layout_gone", details: { layout: "winter" } }])

  const foreign = await read(exampleRecipe)
  expect(foreign).toMatchObject({ item: null, persona: null })
  expect(foreign.warnings).toHaveLength(3)

  const blank = new File([new Uint8Array(await picture(9))], "blank.png")
  await expect(api.renders.readRecipe({ file: blank })).rejects.toEqual(code("recipe.none"))
  const text = new File(["not a picture"], "note.txt")
  await expect(api.renders.readRecipe({ file: text })).rejects.toMatchObject({
    code: expect.stringMatching(/^(image|recipe)\./),
  })
})

test("a picture for structure is kept by its content and can be looked at; what is no picture is refused by name", async () => {
  const { api } = await openLibrary(0)
  const sketch = new File([new Uint8Array(await picture(9))], "sketch.png")
  const { hash } = await api.studio.keepHint({ file: sketch })
  expect(await api.studio.keepHint({ file: sketch })).toEqual({ hash })
  const text = new File(["not a picture"], "note.txt")
  await expect(api.studio.keepHint({ file: text })).rejects.toMatchObject({
    code: "catalog.image_format",
    details: { image: "note.txt" },
  })
})

test("presets of one name replace each other in a scenario, and a scenario begins without last used settings", async () => {
  const { api } = await openLibrary(0)
  const settings = settingsSchema.parse({})
  const first = await api.presets.save({ name: "Bold", scenario: "product", settings })
  const second = await api.presets.save({
    name: "Bold",
    scenario: "product",
    settings: { ...settings, lambda2: 0.3 },
  })
  expect(second.id).toBe(first.id)
  expect(await api.presets.list()).toMatchObject([{ name: "Bold", settings: { lambda2: 0.3 } }])
  await api.presets.remove({ id: first.id })
  await expect(api.presets.remove({ id: first.id })).rejects.toEqual(code("preset.unknown"))
  expect(await api.presets.lastUsed({ scenario: "product" })).toBeNull()
})

test("packs are described before they are added; a broken one stays listed with its reason", async () => {
  const { api, engine, root } = await openLibrary(0)
  const dir = join(root, "house pack")
  await cp(fixture("tiny"), dir, { recursive: true })
  const handle = engine.grantFolder(dir)
  expect(await api.packs.check({ handle })).toMatchObject({
    name: "tiny",
    licence: "MIT",
    features: { clip: true },
  })
  expect(await api.packs.list()).toMatchObject([{ id: "starter", shipped: true, inUse: true }])
  const { id } = await api.packs.add({ handle })
  await api.settings.set({ pack: id })
  const set = vi.spyOn(SettingsStore.prototype, "set").mockImplementationOnce(() => {
    throw new Error("the drive is full")
  })
  await expect(api.packs.remove({ id })).rejects.toThrow()
  set.mockRestore()
  expect(await api.packs.list()).toMatchObject([{ inUse: false }, { id, inUse: true }])
  await api.settings.set({ pack: "starter" })
  await rm(dir, { recursive: true })
  expect(await api.packs.list()).toMatchObject([
    { id: "starter", problem: null },
    { id, name: "house pack", problem: { code: expect.stringMatching(/^pack\./) } },
  ])
  await expect(api.packs.check({ handle })).rejects.toEqual(code("folders.unreadable"))
  await expect(api.packs.remove({ id: "starter" })).rejects.toEqual(code("pack.shipped"))
  expect(await api.packs.remove({ id })).toMatchObject([{ id: "starter", inUse: true }])
})

test("given settings are saved; with a pack that isn't on the list, none is", async () => {
  const { api } = await openLibrary(0)
  expect(await api.settings.get()).toMatchObject({ theme: "system", pack: "starter", endpointKeySet: false })
  expect(await api.settings.set({ theme: "dark" })).toMatchObject({ theme: "dark", language: "system" })
  await expect(api.settings.set({ pack: "gone", theme: "light" })).rejects.toEqual(code("pack.unknown_id"))
  expect(await api.settings.get()).toMatchObject({ theme: "dark", pack: "starter" })
})

test("the words to avoid are the workspace's, and empty again when they are cleared", async () => {
  const { api } = await openLibrary(0)
  expect(await api.settings.get()).toMatchObject({ houseWords: "" })
  expect(await api.settings.set({ houseWords: " blurry, text " })).toMatchObject({
    houseWords: "blurry, text",
    theme: "system",
  })
  expect(await api.settings.set({ theme: "dark" })).toMatchObject({ houseWords: "blurry, text" })
  expect(await api.settings.set({ houseWords: "" })).toMatchObject({ houseWords: "" })
  await expect(api.settings.set({ houseWords: "x".repeat(501) })).rejects.toThrow()
})

test("a key is refused for another host than that of the tagger in use", async () => {
  const { api } = await openLibrary(0)
  const give = (host: string) => api.settings.setEndpointKey({ host, key: "k" })
  await expect(give("new.example")).rejects.toEqual(code("endpoint.not_chosen"))
  const url = "https://old.example/v1"
  await api.settings.set({ tagger: { kind: "endpoint", url, model: "llava", consent: true } })
  await expect(give("new.example")).rejects.toEqual(code("endpoint.other_host"))
})

test("a device that fails says why, is tried again when chosen again, and another can be chosen", async () => {
  const { api } = await openLibrary(0)
  // Of another system.
  const device = process.platform === "darwin" ? "dml" : "coreml"
  const state = async () => (await api.app.status()).model.state
  await api.settings.set({ device })
  const failed = [{ device, ok: false, reason: note("runtime.no_provider", {}) }]
  expect(await api.settings.devices()).toEqual(failed)
  await vi.waitFor(async () => expect(await state()).toBe("failed"))
  await api.settings.set({ device })
  expect(await state()).toBe("loading")
  expect(await api.settings.devices()).toEqual(failed)
  await api.settings.set({ device: "cpu" })
  expect(await api.settings.devices()).toEqual([{ device: "cpu", ok: true, reason: null }])
})

test("the tagger's test tags one item, or says why it can't", async () => {
  const { api } = await openFilledLibrary(1)
  const tried = await api.settings.testTagger()
  expect(tried).toMatchObject({ item: "m0", tagger: expect.stringContaining("built-in") })
  expect(tried.tags.length).toBeGreaterThan(0)
  const endpoint = { kind: "endpoint", model: "llava", consent: false } as const
  await api.settings.set({ tagger: { ...endpoint, url: "https://tags.example/v1" } })
  await expect(api.settings.testTagger()).rejects.toEqual(code("endpoint.consent_needed"))
  // Nothing listens on port 9 of this machine.
  await api.settings.set({ tagger: { ...endpoint, url: "http://127.0.0.1:9/v1" } })
  await expect(api.settings.testTagger()).rejects.toEqual(code("endpoint.unreachable"))
})

test("pictures come by item, by hash and by smaller size; unknown and broken ones don't", async () => {
  const { api, engine, root } = await openFilledLibrary(1)
  const { item } = await api.items.get({ id: "m0" })
  const whole = await engine.images("item", "m0")
  expect(whole?.type).toBe("image/png")
  expect(await engine.images("item", item.image)).toEqual(whole)
  for (const _ of ["made", "kept"]) {
    const small = await engine.images("item", "m0", 160)
    expect(small?.type).toBe("image/webp")
    expect(await sharp(small!.bytes).metadata()).toMatchObject({ format: "webp", width: 16, height: 16 })
  }
  expect(await engine.images("item", "gone")).toBeNull()
  expect(await engine.images("item", "f".repeat(64))).toBeNull()
  expect(await engine.images("render", "00000000-0000-4000-8000-000000000000")).toBeNull()
  const path = join(root, "w/images", `${item.image}.png`)
  await chmod(path, 0o644)
  await writeFile(path, "no picture")
  expect(await engine.images("item", "m0", 320)).toBeNull()
})
