/** What an import makes of the values in a catalog's fields. */
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { note } from "../../contract/codes/index.ts"
import type { Reading } from "../../contract/import.ts"
import { picture, temporaryFolder, writeFiles } from "../fixtures/catalogs.ts"
import { createWorkspace, type Workspace } from "../workspace.ts"
import { encoded } from "./fixtures/encoded.ts"
import { importCatalog } from "./import.ts"

const scenarios = ["product", "outfit"]

async function newWorkspace(): Promise<Workspace> {
  const workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  onTestFinished(() => workspace.close())
  return workspace
}

async function imported(files: Record<string, string | Uint8Array>, choices: Reading & { k?: number } = {}) {
  const dir = await temporaryFolder()
  await writeFiles(dir, { "a.png": await picture(10), ...files })
  const workspace = await newWorkspace()
  return { workspace, dir, report: await importCatalog(workspace, dir, { scenarios, ...choices }) }
}

test("HTML in titles and descriptions comes in as plain text, and tags are split in every script", async () => {
  const rows = [
    "id\ttitle\tdescription\timage\ttags",
    '1\t<b>R&amp;B</b> < \t<p style="font-family: helvetica">A blue shirt &amp; tie</p><script>x()</script>\ta.png\t红色、深蓝；绿色',
    "2\tAT&T\ta < b\ta.png\t['red', 'dark blue', 'AC/DC']",
  ]
  const { workspace } = await imported({ "items.csv": `${rows.join("\n")}\n` })
  expect(await workspace.findItem("1")).toMatchObject({
    title: "R&B <",
    description: "A blue shirt & tie",
    tags: ["红色", "深蓝", "绿色"],
  })
  expect(await workspace.findItem("2")).toMatchObject({
    title: "AT&T",
    description: "a < b",
    tags: ["red", "dark blue", "AC/DC"],
  })
})

test("tags of JSON Lines may be a list or a text", async () => {
  const lines = [
    { id: 1, title: "t", image: "a.png", tags: ["red", "blue, green", "AC/DC"] },
    { id: 2, title: "t", image: "a.png", tags: "red、blue" },
  ]
  const { workspace } = await imported({ "items.jsonl": lines.map(line => JSON.stringify(line)).join("\n") })
  expect((await workspace.findItem("1")).tags).toEqual(["red", "blue", "green", "AC/DC"])
  expect((await workspace.findItem("2")).tags).toEqual(["red", "blue"])
})

test("a persona's tags are split as a catalog's are", async () => {
  const { workspace } = await imported({ "items.csv": "id,title,image\n1,t,a.png\n" })
  const draft = { name: "Ida", scenario: "product", items: ["1"] }
  const persona = await workspace.createPersona({
    ...draft,
    pinned: ["Red、blue", "AC/DC"],
    banned: ["#gore"],
  })
  expect(persona).toMatchObject({ pinned: ["red", "blue", "ac/dc"], banned: ["gore"] })
  const many = Array.from({ length: 65 }, (_, i) => `tag ${i}`).join(",")
  await expect(workspace.updatePersona({ ...persona, pinned: [many] })).rejects.toMatchObject({
    code: "persona.invalid",
  })
})

const history = (times: readonly string[]) =>
  ["user_id,item_id,timestamp", ...times.map((time, n) => `u${n},1,"${time}"`)].join("\n")

test("a file's times are read together, and what doesn't fit is refused by row", async () => {
  const files = { "items.csv": "id,title,image\n1,t,a.png\n" }
  const { workspace, report } = await imported({
    ...files,
    "interactions.csv": history(["45293", "45293.5", "1704200001", "2024-01-02", "soon"]),
  })
  expect(report.interactions).toMatchObject({ taken: 2, refused: 3 })
  expect(
    report.problems.map(({ row, details }) => [row, (details.problem as { code: string }).code]),
  ).toEqual([
    [4, "catalog.implausible_time"],
    [5, "catalog.other_time"],
    [6, "catalog.no_time"],
  ])
  expect((await workspace.interactionsOf("u1"))[0]!.timestamp).toBe(Date.UTC(2024, 0, 2, 12))
})

test("dates that can be read both ways stop an import before anything is kept, until the user says how", async () => {
  const dir = await temporaryFolder()
  await writeFiles(dir, {
    "a.png": await picture(10),
    "items.csv": "id,title,image\n1,t,a.png\n",
    "interactions.csv": history(["02/01/2024", "03/04/2024"]),
  })
  const workspace = await newWorkspace()
  await expect(importCatalog(workspace, dir, { scenarios })).rejects.toMatchObject({
    code: "catalog.unclear_dates",
    details: { file: "interactions.csv", value: "02/01/2024" },
  })
  expect(await workspace.itemCount()).toBe(0)
  await importCatalog(workspace, dir, { scenarios, dates: "mdy" })
  expect((await workspace.interactionsOf("u0"))[0]!.timestamp).toBe(Date.UTC(2024, 1, 1))
})

test("ids that a spreadsheet or a program spoilt are refused by row, and block no later import", async () => {
  const broken =
    '{"id":"a\\ud800","title":"t","image":"a.png"}\n{"id":"a\\ud801","title":"t\\ud800","image":"a.png"}'
  const { workspace, dir, report } = await imported({
    "items.jsonl": `${broken}\n{"id":"b","title":"t\\ud800","image":"a.png"}\n{"id":"1.23E+12","title":"t","image":"a.png"}`,
  })
  expect(report.items).toMatchObject({ added: 1, refused: 3 })
  expect((await workspace.findItem("b")).title).toBe("t\ufffd")
  expect((await importCatalog(workspace, dir, { scenarios })).items).toMatchObject({
    unchanged: 1,
    refused: 3,
  })
})

test("an interaction's unknown item is said with the one that it may mean", async () => {
  const { report } = await imported({
    "items.csv": "id,title,image\n123,t,a.png\nA,t,a.png\na,t,a.png\n",
    "interactions.csv": "user_id,item_id,timestamp\nu,00123,1704200001\nu,1.2E+11,1704200001\n",
  })
  expect(report.problems).toMatchObject([
    { code: "catalog.item_not_taken", details: { item: "00123", near: "123" } },
    { code: "catalog.malformed_row", details: { problem: { code: "catalog.rounded_id" } } },
  ])
  expect(report.notes).toContainEqual(note("catalog.similar_ids", { count: 1, id: "a", other: "A" }))
})

test("zero bytes in JSON Lines are refused by row, however they are written and wherever they stand", async () => {
  const lines = [
    '{"id":"1","title":"a\\u0000b","image":"a.png"}',
    '{"id":"2","title":"a\0b","image":"a.png"}',
    '{"id":"3","title":"t","image":"a.png","tags":["red","\\\\\\u0000"]}',
    '{"id":"4","title":"t","image":"a.png","more":{"na\\u0000me":1}}',
    '{"id":"5","title":"a\\\\u0000b","image":"a.png"}',
  ]
  const { workspace, report } = await imported({ "items.jsonl": lines.join("\n") })
  expect(report.problems.map(({ row, details }) => [row, details.problem])).toEqual(
    [1, 2, 3, 4].map(row => [row, { code: "table.zero_bytes", details: {} }]),
  )
  expect((await workspace.findItem("5")).title).toBe("a\\u0000b")
})

test("the column of scenarios is used and not kept beside, whatever its name", async () => {
  for (const name of ["scenario", "场景"]) {
    const { workspace } = await imported({
      "items.csv": `id,title,image,${name},price\n1,t,a.png,outfit,9\n`,
    })
    expect(await workspace.findItem("1")).toMatchObject({ scenario: "outfit" })
    expect(workspace.itemExtras("1").fields).toEqual({ price: "9" })
  }
})

const likes = {
  "items.csv": "id,title,image\n1,t,a.png\n2,t,a.png\n",
  "interactions.csv": `user_id,item_id,timestamp\n${["u1,1", "u1,2", "u2,1", "u2,2"].map(like => `${like},1704200001\n`).join("")}`,
}

test("personas.json may be in the encoding of the folder's other files", async () => {
  const personas = JSON.stringify([
    { name: "小红，喜欢夏季新款红色衬衫", scenario: "product", user_id: "u1" },
    { name: "小明，喜欢修身显瘦的牛仔裤", scenario: "product", user_id: "u2" },
  ])
  for (const choices of [{}, { encodings: { "*": "gb18030" } }] as Reading[]) {
    const { workspace, report } = await imported(
      { ...likes, "personas.json": encoded(personas, "gb18030") },
      { ...choices, k: 1 },
    )
    expect(report.problems).toEqual([])
    expect((await workspace.personas()).map(({ name }) => name).sort()).toEqual([
      "小明，喜欢修身显瘦的牛仔裤",
      "小红，喜欢夏季新款红色衬衫",
    ])
  }
})

test("a persona whose name has broken letters or zero bytes is refused by row", async () => {
  const persona = (name: string, user: string) =>
    `{"name":"${name}","scenario":"product","user_id":"${user}"}`
  const { workspace, report } = await imported(
    {
      ...likes,
      "personas.json": Buffer.concat([
        Buffer.from(`[${persona("Zoë Größe", "u1")},{"name":"caf`),
        Buffer.from([0xe9]),
        Buffer.from(`","scenario":"product","user_id":"u2"},${persona("a\\u0000b", "u2")}]`),
      ]),
    },
    { k: 1 },
  )
  expect(await workspace.findPersona("u1")).toMatchObject({ name: "Zoë Größe", origin: "user" })
  expect(await workspace.findPersona("u2")).toMatchObject({ name: "u2" })
  expect(report.problems.map(({ file, row, details }) => [file, row, details.problem])).toEqual([
    ["personas.json", 2, { code: "table.undecodable", details: {} }],
    ["personas.json", 3, { code: "table.zero_bytes", details: {} }],
  ])
})
