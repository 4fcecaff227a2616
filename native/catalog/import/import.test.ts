import { readFile, rename, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { note } from "../../contract/codes/index.ts"
import { picture, temporaryFolder, writeCatalog, writeFiles } from "../fixtures/catalogs.ts"
import { createWorkspace, type Workspace } from "../workspace.ts"
import { checkCatalog, importCatalog } from "./import.ts"

const scenarios = ["product", "movie-poster"]

async function newWorkspace(): Promise<Workspace> {
  const workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  onTestFinished(() => workspace.close())
  return workspace
}

/** A folder with items.csv (header and rows as given), a picture a.png, and other files. */
async function catalogOf(items: string, files: Record<string, string | Uint8Array> = {}): Promise<string> {
  const dir = await temporaryFolder()
  await writeFiles(dir, { "items.csv": items, "a.png": await picture(10), ...files })
  return dir
}

const problemsOf = (report: { problems: { row: number; code: string }[] }) =>
  report.problems.map(({ row, code }) => `${row} ${code}`)

test("a catalog is imported with items, images, interactions and personas", async () => {
  const dir = await temporaryFolder()
  await writeCatalog(dir, 8)
  const workspace = await newWorkspace()
  const report = await importCatalog(workspace, dir, { scenarios })
  expect(report).toMatchObject({
    format: "csv",
    scenario: "product",
    items: { added: 8, updated: 0, unchanged: 0, refused: 0 },
    interactions: { taken: 8, refused: 0, negative: 0 },
    users: { kept: 1, dropped: 0 },
    personas: 1,
    problems: [],
  })
  expect(await workspace.findItem("m3")).toMatchObject({
    title: "Title 3",
    description: "About 3",
    scenario: "product",
    width: 16,
    height: 16,
  })
  const persona = await workspace.findPersona("u1")
  expect(persona.items).toEqual(["m7", "m6", "m5", "m4", "m3", "m2", "m1", "m0"])
  const history = await workspace.historyOf(persona, "m7", 5)
  expect(history.map(({ id }) => id)).toEqual(["m6", "m5", "m4", "m3", "m2"])
})

test("importing again changes nothing, or only what changed", async () => {
  const dir = await temporaryFolder()
  await writeCatalog(dir, 8)
  const workspace = await newWorkspace()
  await importCatalog(workspace, dir, { scenarios })
  const tags = { image: ["red"], text: [], own: [], tagger: "t" }
  await workspace.setItemTags("m1", tags)
  await workspace.setItemTags("m2", tags)
  const state = async () => [
    await workspace.items(),
    await workspace.personas(),
    await workspace.interactionCount(),
  ]
  const before = await state()

  const again = await importCatalog(workspace, dir, { scenarios })
  expect(again.items).toEqual({ added: 0, updated: 0, unchanged: 8, refused: 0 })
  expect(await state()).toEqual(before)

  const csv = await readFile(join(dir, "items.csv"), "utf8")
  await writeFile(join(dir, "items.csv"), csv.replace("Title 1", "New title"))
  await writeFile(join(dir, "images/m9.png"), await picture(99))
  await writeFile(join(dir, "items.csv"), `${csv.replace("Title 1", "New title")}m9,Nine,,\n`)
  const third = await importCatalog(workspace, dir, { scenarios })
  expect(third.items).toEqual({ added: 1, updated: 1, unchanged: 7, refused: 0 })
  expect(await workspace.itemCount()).toBe(9)
  expect(await workspace.itemTags("m1")).toBeUndefined()
  expect(await workspace.itemTags("m2")).toEqual(tags)
})

test("files of spreadsheets are read: byte-order mark, semicolons, CRLF, quotes over lines, other column names", async () => {
  const items =
    '\uFEFFProduct_ID;Name;Summary;Picture;Keywords\r\n1;"Say ""hi""";"two\r\nlines";a.png;"b | a|b"\r\n2;Two;;a.png;\r\n'
  const workspace = await newWorkspace()
  const report = await importCatalog(workspace, await catalogOf(items), { scenarios })
  expect(report.problems).toEqual([])
  expect(await workspace.findItem("1")).toMatchObject({
    title: 'Say "hi"',
    description: "two\r\nlines",
    tags: ["b", "a"],
  })
  const utf16 = Buffer.concat([
    Buffer.from([0xff, 0xfe]),
    Buffer.from("id\ttitle\timage\n3\tÄpfel\ta.png\n", "utf16le"),
  ])
  const tabs = await catalogOf("")
  await writeFile(join(tabs, "items.csv"), utf16)
  await importCatalog(workspace, tabs, { scenarios })
  expect(await workspace.findItem("3")).toMatchObject({ title: "Äpfel" })
})

test("rows that can't be read are reported by line, the others are taken", async () => {
  const items = [
    "id,title,description,image,scenario",
    'good,"over',
    'two lines",,a.png,', // ends on line 3
    "short",
    `long,t,${"x".repeat(20_001)},a.png,`,
    ",no id,,a.png,",
    'quote,5" heels,"a ""b"" c",a.png,',
    "good,twice,,a.png,",
    "odd,t,,a.png,opera",
    `${"i".repeat(201)},t,,a.png,`,
    "poster,Große Töpfe,,a.png,movie-poster",
    "",
  ].join("\n")
  const dir = await catalogOf(items)
  await writeFile(
    join(dir, "items.csv"),
    Buffer.concat([
      Buffer.from(items),
      Buffer.from("latin,caf\xe9,,a.png,\n", "latin1"),
      Buffer.from("last,t,,a.png,\n"),
    ]),
  )
  const workspace = await newWorkspace()
  const report = await importCatalog(workspace, dir, { scenarios })
  expect(problemsOf(report)).toEqual([
    "4 catalog.malformed_row",
    "5 catalog.malformed_row",
    "6 catalog.malformed_row",
    "8 catalog.duplicate_id",
    "9 scenario.unknown",
    "10 catalog.malformed_row",
    "12 catalog.malformed_row",
  ])
  expect(report.items).toMatchObject({ added: 4, refused: 7 })
  expect(await workspace.findItem("quote")).toMatchObject({ title: '5" heels', description: 'a "b" c' })
  expect(await workspace.findItem("poster")).toMatchObject({ scenario: "movie-poster" })
  expect(report.problems[0]).toMatchObject({
    file: "items.csv",
    code: "catalog.malformed_row",
    details: { row: 4, problem: note("catalog.field_count", { found: 1, expected: 5 }) },
  })
  const written = await readFile(join(workspace.dir, "import-report.csv"), "utf8")
  expect(written.split("\r\n")).toHaveLength(9)
  expect(written).toMatch(
    /^\uFEFFcode,file,line,id,reason,what to do\r\ncatalog\.malformed_row,items\.csv,4,/,
  )
})

test("a quote that never closes costs its own row only", async () => {
  const dir = await catalogOf(`id,title,image\n1,ok,a.png\n2,"never closed,a.png\n3,t,a.png\n`)
  const workspace = await newWorkspace()
  const report = await importCatalog(workspace, dir, { scenarios })
  expect(report.items).toMatchObject({ added: 2, refused: 1 })
  expect(report.problems[0]).toMatchObject({
    row: 3,
    details: { row: 3, problem: note("catalog.stray_quote", { field: 2 }) },
  })
})

test("images are refused by row when they are missing, outside, addresses or no pictures", async () => {
  const outside = await temporaryFolder()
  await writeFiles(outside, { "secret.png": await picture(1) })
  const rows = [
    "1,t,a.png",
    "2,t,b.png",
    "3,t,../secret.png",
    `4,t,${join(outside, "secret.png")}`,
    "5,t,https://example.org/a.png",
    "6,t,file:///etc/passwd",
    "7,t,link.png",
    "8,t,C:\\pictures\\a.png",
    "9,t,fake.png",
    "10,t,",
    "11,t,sub\\c.png",
    "12,t,data:image/png;base64",
    "13,t,.",
    "14,t,sub/",
  ]
  const dir = await catalogOf(`id,title,image\n${rows.join("\n")}\n`, {
    "fake.png": "<svg/>",
    "sub/c.png": await picture(3),
  })
  await symlink(join(outside, "secret.png"), join(dir, "link.png"))
  const report = await importCatalog(await newWorkspace(), dir, { scenarios })
  expect(report.items).toMatchObject({ added: 2, refused: 12 })
  const codes = Object.fromEntries(report.problems.map(({ id, code }) => [id, code]))
  expect(codes).toEqual({
    2: "catalog.image_missing",
    3: "catalog.image_outside",
    4: "catalog.image_outside",
    5: "catalog.image_url",
    6: "catalog.image_url",
    7: "catalog.image_outside",
    8: "catalog.image_outside",
    9: "catalog.image_format",
    10: "catalog.no_image",
    12: "catalog.image_url",
    13: "catalog.image_outside",
    14: "catalog.image_missing",
  })
})

test("a catalog of which nothing can be taken is an error with the first reason, and so is a missing column", async () => {
  const workspace = await newWorkspace()
  const dir = await catalogOf("id,title,image\n1,t,b.png\n2,t,c.png\n")
  await expect(importCatalog(workspace, dir, { scenarios })).rejects.toMatchObject({
    code: "catalog.nothing_taken",
    details: { refused: 2, first: { code: "catalog.image_missing", details: { image: "b.png" } } },
  })
  const nameless = await catalogOf("id,image\n1,a.png\n")
  await expect(importCatalog(workspace, nameless, { scenarios })).rejects.toMatchObject({
    code: "catalog.missing_column",
    details: { column: "title", found: ["id", "image"] },
  })
  const empty = await temporaryFolder()
  await expect(importCatalog(workspace, empty, { scenarios })).rejects.toMatchObject({
    code: "catalog.unknown_format",
  })
  await expect(importCatalog(workspace, join(empty, "no"), { scenarios })).rejects.toMatchObject({
    code: "catalog.missing_folder",
  })
  await expect(importCatalog(workspace, dir, { scenarios, scenario: "opera" })).rejects.toMatchObject({
    code: "scenario.unknown",
  })
  expect(await workspace.itemCount()).toBe(0)
})

test("histories follow the paper: ratings from 4 on, latest first, each item once, k + 1 items at least", async () => {
  const dir = await temporaryFolder()
  await writeCatalog(dir, 6)
  const rows = [
    "user,item,time,rating",
    "ann,m0,2024-01-01,4",
    "ann,m1,2024-01-02T10:00:00Z,3.9", // negative
    "ann,m2,2024-01-02T12:00:00+05:00,", // 07:00 UTC, no rating: positive
    "ann,m3,2024-01-02T12:53:20Z,5",
    "ann,m4,2024-01-02 12:53:21,5", // a second later
    "ann,m0,2024-01-03,5", // again: now the latest
    "bob,m0,2024-01-01,5",
    "bob,m1,2024-01-02,5",
    "bob,m2,yesterday,5",
    "bob,zz,2024-01-02,5",
    "bob,m3,2024-01-02,good",
  ]
  await writeFiles(dir, { "interactions.csv": `${rows.join("\n")}\n` })
  const workspace = await newWorkspace()
  const report = await importCatalog(workspace, dir, { scenarios, k: 3 })
  expect((await workspace.findPersona("ann")).items).toEqual(["m0", "m4", "m3", "m2"])
  await expect(workspace.findPersona("bob")).rejects.toMatchObject({ code: "catalog.unknown_persona" })
  expect(report).toMatchObject({
    interactions: { taken: 8, refused: 3, negative: 1 },
    users: { kept: 1, dropped: 1 },
  })
  expect(problemsOf(report)).toEqual([
    "10 catalog.malformed_row",
    "11 catalog.item_not_taken",
    "12 catalog.malformed_row",
  ])
})

test("a shopper of two scenarios has a persona in each", async () => {
  const ids = ["1", "2", "3", "4"]
  const rows = ids.map(id => `${id},t,a.png,${Number(id) > 2 ? "movie-poster" : ""}`)
  const clicks = ids.map(id => `u,${id},2024-01-0${id}`)
  const dir = await catalogOf(`id,title,image,scenario\n${rows.join("\n")}\n`, {
    "interactions.csv": `user_id,item_id,timestamp\n${clicks.join("\n")}\n`,
  })
  const workspace = await newWorkspace()
  await importCatalog(workspace, dir, { scenarios, k: 1 })
  expect((await workspace.personas()).map(({ id, items }) => [id, items])).toEqual([
    ["u/movie-poster", ["4", "3"]],
    ["u/product", ["2", "1"]],
  ])
})

test("personas.json names shoppers; what a person edited survives another import", async () => {
  const dir = await temporaryFolder()
  await writeCatalog(dir, 8)
  const personas = [
    { name: "Mara, night owl", scenario: "product", user_id: "u1", taste: "neon" },
    { name: "mara, NIGHT owl", scenario: "product", user_id: "u2" },
    { name: "Ida", scenario: "opera", user_id: "u3" },
    { scenario: "product" },
  ]
  await writeFiles(dir, { "personas.json": JSON.stringify(personas) })
  const workspace = await newWorkspace()
  const report = await importCatalog(workspace, dir, { scenarios })
  expect(problemsOf(report)).toEqual([
    "2 persona.name_taken",
    "3 scenario.unknown",
    "4 catalog.malformed_row",
  ])
  const mara = await workspace.findPersona("Mara, night owl")
  expect(mara).toMatchObject({ id: "u1", origin: "user" })

  const picked = await workspace.createPersona({ name: "Own", scenario: "product", items: ["m1"] })
  await workspace.updatePersona({ ...mara, name: "Mara", pinned: ["neon"], banned: ["gore"] })
  await writeFiles(dir, {
    "interactions.csv": `${await readFile(join(dir, "interactions.csv"), "utf8")}u1,m0,1700000000,5\n`,
  })
  await importCatalog(workspace, dir, { scenarios })
  const after = await workspace.findPersona("u1")
  expect(after).toMatchObject({ name: "Mara", pinned: ["neon"], banned: ["gore"] })
  expect(after.items[0]).toBe("m0")
  expect(await workspace.findPersona("Own")).toEqual(picked)
})

test("a folder of two formats is read in the one that is asked for, else in the first that fits", async () => {
  const dir = await temporaryFolder()
  await writeFiles(dir, {
    "items.csv": "id,title,image\nfrom-table,Table,a.png\n",
    "items.jsonl": `${JSON.stringify({ id: "from-lines", title: "Lines", image: "a.png" })}\n`,
    "a.png": await picture(5),
  })
  const workspace = await newWorkspace()
  const asked = async (format: "auto" | "jsonl" | "mind") =>
    (await checkCatalog(workspace, dir, { scenarios, format })).format
  expect(await asked("auto")).toBe("csv")
  expect(await asked("jsonl")).toBe("jsonl")
  await expect(asked("mind")).rejects.toMatchObject({ details: { looked: ["news.tsv"] } })
})

test("JSON Lines give the same items as a table", async () => {
  const dir = await temporaryFolder()
  const lines = [
    JSON.stringify({ id: 7, title: "Seven", tags: ["x", "y"], image: "a.png" }),
    "",
    "{broken",
    "[1]",
    JSON.stringify({ Item_ID: "8", NAME: "Eight", image: "a.png", tags: "x;y" }),
  ]
  await writeFiles(dir, { "items.jsonl": lines.join("\r\n"), "a.png": await picture(5) })
  const workspace = await newWorkspace()
  const report = await importCatalog(workspace, dir, { scenarios })
  expect(report).toMatchObject({ format: "jsonl", items: { added: 2 } })
  expect(problemsOf(report)).toEqual(["3 catalog.malformed_row", "4 catalog.malformed_row"])
  expect(await workspace.findItem("7")).toMatchObject({ title: "Seven", tags: ["x", "y"] })
  expect(await workspace.findItem("8")).toMatchObject({ title: "Eight", tags: ["x", "y"] })
})

test("tags that no recipe could hold are refused by row, and long numbers are read as they stand", async () => {
  const many = Array.from({ length: 65 }, (_, index) => `tag ${index}`)
  const lines = [
    JSON.stringify({ id: "many", title: "t", image: "a.png", tags: many }),
    JSON.stringify({ id: "long", title: "t", image: "a.png", tags: ["x".repeat(201)] }),
    '{"id": 10203040506070809, "title": "of 10203040506070809", "image": "a.png", "revenue": 1e16}',
    '{"id":-10203040506070809,"title":"a \\" quote","image":"a.png","share":0.1234567890123456789}',
    JSON.stringify({ id: "full", title: "t", image: "a.png", tags: many.slice(1) }),
  ]
  const dir = await temporaryFolder()
  await writeFiles(dir, { "items.jsonl": lines.join("\n"), "a.png": await picture(5) })
  const workspace = await newWorkspace()
  const report = await importCatalog(workspace, dir, { scenarios })
  expect(report.items).toMatchObject({ added: 3, refused: 2 })
  expect(report.problems.map(({ row, details }) => [row, details.problem])).toEqual([
    [1, { code: "catalog.too_many_tags", details: { most: 64 } }],
    [2, { code: "catalog.long_tag", details: { most: 200 } }],
  ])
  expect(await workspace.findItem("10203040506070809")).toMatchObject({ title: "of 10203040506070809" })
  expect(await workspace.findItem("-10203040506070809")).toMatchObject({ title: 'a " quote' })
})

test("a cancelled import leaves the catalog as it was", async () => {
  const dir = await temporaryFolder()
  await writeCatalog(dir, 8)
  const workspace = await newWorkspace()
  await importCatalog(workspace, dir, { scenarios })
  const before = [await workspace.items(), await workspace.personas()]
  await writeCatalog(dir, 12, "Changed")
  for (const step of ["images", "interactions"] as const) {
    const cancel = new AbortController()
    const run = importCatalog(workspace, dir, {
      scenarios,
      signal: cancel.signal,
      onProgress: progress => progress.step === step && cancel.abort(),
    })
    await expect(run).rejects.toMatchObject({ code: "job.cancelled" })
    expect([await workspace.items(), await workspace.personas()]).toEqual(before)
  }
})

test("an image that is damaged since the last import is refused, and the item stays as it was", async () => {
  const dir = await temporaryFolder()
  await writeCatalog(dir, 3)
  const workspace = await newWorkspace()
  await importCatalog(workspace, dir, { scenarios })
  const before = await workspace.items()
  await rename(join(dir, "images/1.png"), join(dir, "images/x.png"))
  const report = await importCatalog(workspace, dir, { scenarios })
  expect(report.items).toEqual({ added: 0, updated: 0, unchanged: 2, refused: 1 })
  expect(await workspace.items()).toEqual(before)
})
