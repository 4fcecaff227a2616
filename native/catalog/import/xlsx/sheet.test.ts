import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { picture, temporaryFolder, writeFiles } from "../../fixtures/catalogs.ts"
import { createWorkspace } from "../../workspace.ts"
import { partsOf, textRow, workbook } from "../fixtures/workbook.ts"
import { zipOf } from "../fixtures/zip.ts"
import { importCatalog } from "../import.ts"
import { readSheet, sheetsOf } from "./sheet.ts"

async function fileOf(bytes: Uint8Array): Promise<string> {
  const dir = await temporaryFolder()
  await writeFiles(dir, { "items.xlsx": bytes })
  return join(dir, "items.xlsx")
}

async function cellsOf(bytes: Uint8Array, sheet?: string) {
  const rows: unknown[] = []
  for await (const row of readSheet(await fileOf(bytes), sheet)) rows.push("fields" in row ? row.fields : row)
  return rows
}

const cell = (place: string, value: string, type = "", style = "") =>
  `<c r="${place}"${type && ` t="${type}"`}${style && ` s="${style}"`}><v>${value}</v></c>`

test("texts of every kind, empty cells and cells without a place", async () => {
  const book = workbook(
    [
      {
        name: "Items",
        rows: `<row r="2">${cell("A2", "0", "s")}${cell("C2", "1", "s")}<c r="D2" t="str"><f>A1</f><v>made</v></c></row>
          <row>${"<c><v>1</v></c>"}<c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c></row>`,
      },
    ],
    {
      texts: [
        "<t>Salt &amp; pepper</t>",
        '<r><t>女</t></r><r><t xml:space="preserve"> 裙_x000D_</t></r><rPh sb="0" eb="1"><t>おんな</t></rPh>',
      ],
    },
  )
  expect(await cellsOf(book)).toEqual([
    ["Salt & pepper", "", "女 裙\r", "made"],
    ["1", "TRUE", "#N/A", "inline"],
  ])
})

test("numbers and dates are as the sheet shows them, and exactly beside that", async () => {
  const formats = ["00000", "#,##0.00 &quot;€&quot;", "0.00E+00", "yyyy\\-mm\\-dd", "d/m/yy h:mm", "0%"]
  const values: [value: string, style: string][] = [
    ["1234567890123", ""],
    ["1.234567890123E12", ""],
    ["0.30000000000000004", ""],
    ["123", "1"],
    ["1234.5", "2"],
    ["1234567890123", "3"],
    ["45000", "4"],
    ["45000.75", "5"],
    ["0.25", "6"],
  ]
  const row = values.map(([value, style], at) => cell(`${"ABCDEFGHI"[at]}1`, value, "", style)).join("")
  const rows = []
  for await (const found of readSheet(
    await fileOf(workbook([{ name: "S", rows: `<row r="1">${row}</row>` }], { formats })),
  ))
    rows.push(found)
  expect(rows).toMatchObject([
    {
      fields: [
        "1234567890123",
        "1234567890123",
        "0.3",
        "00123",
        "1,234.50 €",
        "1.23E+12",
        "2023-03-15",
        "15/3/23 18:00",
        "25%",
      ],
    },
  ])
  const { exact } = rows[0] as { exact: string[] }
  expect([exact[3], exact[5], exact[6], exact[7]]).toEqual([
    undefined,
    "1234567890123",
    undefined,
    "2023-03-15T18:00:00",
  ])
  const mac = workbook([{ name: "S", rows: `<row>${cell("A1", "43538", "", "1")}</row>` }], {
    formats: ["yyyy\\-mm\\-dd"],
    date1904: true,
  })
  expect(await cellsOf(mac)).toEqual([["2023-03-15"]])
})

test("the first sheet that can be seen is read, or the one that is named", async () => {
  const book = workbook([
    { name: "Notes", rows: textRow(1, ["no"]), state: "hidden" },
    { name: "Stock", rows: textRow(1, ["yes"]) },
    { name: "More", rows: textRow(1, ["more"]) },
  ])
  expect(await cellsOf(book)).toEqual([["yes"]])
  expect(await cellsOf(book, "more ")).toEqual([["more"]])
  expect(await sheetsOf(await fileOf(book))).toEqual({ names: ["Notes", "Stock", "More"], first: "Stock" })
  await expect(cellsOf(book, "Other")).rejects.toMatchObject({
    code: "table.no_sheet",
    details: { sheet: "Other", found: ["Notes", "Stock", "More"] },
  })
})

test("a catalog and its interactions in Excel: ids keep their digits, rows their numbers", async () => {
  const dir = await temporaryFolder()
  const ids = ["4006381333931", "4006381333948"]
  const items = workbook(
    [
      {
        name: "Produkte",
        rows: [
          textRow(1, ["EAN", "Name", "Bild", "Preis"]),
          ...ids.map(
            (id, at) =>
              `<row r="${at + 2}">${cell(`A${at + 2}`, id, "", "1")}<c r="B${at + 2}" t="inlineStr"><is><t>Stift ${at}</t></is></c>${at === 0 ? '<c r="C2" t="inlineStr"><is><t>a.png</t></is></c>' : ""}${cell(`D${at + 2}`, "1.5", "", "2")}</row>`,
          ),
          '<row r="4"/>',
          textRow(5, ["", "no id"]),
        ].join(""),
      },
    ],
    { formats: ["0.00E+00", "0.00 &quot;EUR&quot;"] },
  )
  const times = workbook(
    [
      {
        name: "I",
        rows: `${textRow(1, ["user_id", "item_id", "timestamp"])}<row r="2">${cell("A2", "1")}${cell("B2", ids[0]!)}${cell("C2", "45000.5", "", "1")}</row>`,
      },
    ],
    { formats: ["d/m/yy"] },
  )
  await writeFiles(dir, {
    "catalog.xlsx": items,
    "interactions.xlsx": times,
    "a.png": await picture(1),
    [`images/${ids[1]}.png`]: await picture(2),
  })
  const workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  onTestFinished(() => workspace.close())
  const mapping = { id: "EAN", title: "Name", image: ["Bild"] }
  const report = await importCatalog(workspace, dir, { scenarios: ["product"], mapping })
  expect(report).toMatchObject({
    format: "table",
    items: { added: 2, refused: 1 },
    interactions: { taken: 1 },
  })
  expect(report.problems.map(({ row }) => row)).toEqual([5])
  expect((await workspace.items()).map(({ id }) => id)).toEqual(ids)
  expect(workspace.itemExtras(ids[0]!).fields).toEqual({ preis: "1.50 EUR" })
  const [seen] = await workspace.interactionsOf("1")
  expect(new Date(seen!.timestamp).toISOString()).toBe("2023-03-15T12:00:00.000Z")
})

const problemOf = (bytes: Uint8Array) =>
  cellsOf(bytes).then(
    () => undefined,
    error => error.details?.problem?.code ?? error.details?.limit?.code ?? error,
  )

test("what is no workbook, or a dangerous one, is refused before it is unpacked", async () => {
  const parts = partsOf([{ name: "S", rows: textRow(1, ["a"]) }])
  const withPart = (name: string, data: string | Uint8Array, claimed?: number) =>
    zipOf(parts.map(part => (part.name === name ? { name, data, ...(claimed && { claimed }) } : part)))
  const sheet = "xl/worksheets/sheet1.xml"

  expect(await problemOf(Buffer.from("id,title\n"))).toBe("table.no_excel")
  expect(await problemOf(Buffer.from("d0cf11e0a1b11ae1", "hex"))).toBe("table.old_excel")
  expect(await problemOf(zipOf([{ name: "a.txt", data: "a" }]))).toBe("table.no_sheets")
  expect(await problemOf(zipOf(parts).subarray(0, -30))).toBe("table.no_excel")
  const gone = readSheet(join(await temporaryFolder(), "gone.xlsx"))
  await expect(gone.next()).rejects.toMatchObject({
    code: "catalog.broken_file",
    details: { file: "gone.xlsx" },
  })
  // A bomb that says what it is, and one that lies.
  expect(await problemOf(withPart(sheet, Buffer.alloc(20 * 1024 ** 2, 32)))).toBe("table.ratio")
  expect(await problemOf(withPart(sheet, Buffer.alloc(20 * 1024 ** 2, 32), 1000))).toBe("table.no_excel")
  expect(await problemOf(withPart(sheet, "<a>", 3 * 1024 ** 3))).toBe("table.unpacked")
  const entity = '<!DOCTYPE x [<!ENTITY e "eeee">]><worksheet><sheetData/></worksheet>'
  expect(await problemOf(withPart(sheet, entity))).toBe("table.doctype")
  expect(await problemOf(withPart(sheet, "<worksheet><sheetData>"))).toBe("table.no_xml")
  expect(await problemOf(withPart(sheet, "<a>".repeat(100)))).toBe("table.deep_xml")
  expect(await problemOf(workbook([{ name: "S", rows: '<row><c r="ZZZ1"><v>1</v></c></row>' }]))).toBe(
    "table.columns",
  )
})
