import { utimes, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { temporaryFolder, writeFiles } from "../fixtures/catalogs.ts"
import { findEncoding } from "./encoding.ts"
import { encoded } from "./fixtures/encoded.ts"
import { Folder } from "./folder.ts"
import { Problems } from "./problems.ts"
import { readRecords } from "./records.ts"
import { sampleLines } from "./text.ts"

async function fileOf(bytes: Uint8Array, name = "items.csv"): Promise<string> {
  const dir = await temporaryFolder()
  await writeFiles(dir, { [name]: bytes })
  return join(dir, name)
}

const table = (rows: readonly string[]) =>
  `id,title,tags\n${rows.map((row, at) => `${at + 1},${row}\n`).join("")}`

test.each([
  ["gb18030", ["红色衬衫,夏季新款", "蓝色牛仔裤,修身显瘦", "平底锅,不粘锅"]],
  ["gb18030", ["女裙,红", "男鞋,黑"]],
  ["big5", ["紅色襯衫,夏季新款", "藍色牛仔褲,修身顯瘦", "平底鍋,不沾鍋"]],
  ["shift_jis", ["赤いシャツ,夏の新作"]],
  ["euc-jp", ["赤いシャツ,夏の新作", "ジーンズ,スリム", "フライパン,焦げ付かない"]],
  ["euc-kr", ["빨간 셔츠,여름 신상", "청바지,슬림", "프라이팬,눌어붙지 않는"]],
  ["windows-1251", ["Красная рубашка,Новинка лета", "Синие джинсы,Узкие"]],
  ["koi8-r", ["Красная рубашка,Новинка лета", "Синие джинсы,Узкие"]],
  ["ibm866", ["Красная рубашка,Новинка лета", "Синие джинсы,Узкие"]],
  ["windows-1252", ["Blaue Äpfel für Größe 5 – schön,Straße", "Müller’s Käse,x"]],
  ["windows-1252", ["Chemise été brodée,Légère", "Robe d’été – 25 €,x"]],
  ["windows-1252", ["café,x"]],
  ["windows-1250", ["Czerwona sukienka żółta,Łódź", "Spodnie męskie,Świąteczne źródło"]],
  ["windows-1253", ["Κόκκινο πουκάμισο,Νέο καλοκαίρι", "Μπλε τζιν,x"]],
  ["windows-1254", ["Kırmızı gömlek,Yeni yaz koleksiyonu", "Mavi kot pantolon,Şık ve güzel"]],
  ["windows-1255", ["חולצה אדומה,חדש לקיץ", "ג'ינס כחול,x"]],
  ["windows-1257", ["Raudoni marškiniai,Nauja vasaros kolekcija", "Mėlyni džinsai,šviesūs žiedai"]],
  ["windows-874", ["เสื้อเชิ้ตสีแดง,x", "กางเกงยีนส์,x"]],
] as const)("%s is known by its letters", async (encoding, rows) => {
  const path = await fileOf(encoded(table(rows), encoding))
  expect(await findEncoding(path)).toMatchObject({ encoding, sure: true })
  const titles: unknown[] = []
  for await (const { fields } of readRecords(path, "item", new Problems())) titles.push(fields.get("title"))
  expect(titles).toEqual(rows.map(row => row.split(",")[0]))
})

test("letters that several encodings explain are asked about, with lines to judge by", async () => {
  const path = await fileOf(Buffer.from("id,title\n1,\xc5\xae\xc8\xb9\n", "latin1"))
  const found = await findEncoding(path)
  expect(found.sure).toBe(false)
  expect(found.likely).toEqual(expect.arrayContaining(["gb18030", "utf-8"]))
  const rows = readRecords(path, "item", new Problems())
  await expect(rows.next()).rejects.toMatchObject({ code: "table.unclear_encoding" })
  expect(await sampleLines(path, "gb18030")).toEqual(["1,女裙"])
  const problems = new Problems()
  const chosen = readRecords(path, "item", problems, { encodings: { "items.csv": "gb18030" } })
  expect((await chosen.next()).value?.fields.get("title")).toBe("女裙")
  expect(problems.notes).toEqual([
    { code: "table.read_as", details: { file: "items.csv", encoding: "gb18030" } },
  ])
})

test("letters of a language that are rare elsewhere stay UTF-8", async () => {
  for (const title of ["Ștergar țesut", "nǐ hǎo", "Áo sơ mi đỏ", "Ůrodný kůň", "Žluťoučký", "شال", "Ɛwe"])
    expect(await findEncoding(await fileOf(Buffer.from(table(Array(20).fill(`${title},x`)))))).toMatchObject({
      encoding: "utf-8",
      sure: true,
    })
})

test("a byte-order mark wins over a choice, and a choice over what was found", async () => {
  const read = async (bytes: Uint8Array) => {
    const path = await fileOf(bytes)
    const rows = readRecords(path, "item", new Problems(), { encodings: { "*": "windows-1252" } })
    return (await rows.next()).value?.fields.get("title")
  }
  expect(await read(Buffer.from("\uFEFFid,title\n1,Ä\n"))).toBe("Ä")
  expect(await read(Buffer.from("id,title\n1,Ä\n"))).toBe("Ã„")
})

test("in a wrongly chosen encoding, rows with bytes that it doesn't have are refused", async () => {
  const path = await fileOf(encoded(table(["红色衬衫,x", "Pan,x"]), "gb18030"))
  const problems = new Problems()
  const ids: unknown[] = []
  const rows = readRecords(path, "item", problems, { encodings: { "*": "utf-8" } })
  for await (const { fields } of rows) ids.push(fields.get("id"))
  expect([ids, problems.listed.map(({ row }) => row)]).toEqual([["2"], [2]])
})

test("letters after a long stretch of ASCII are found, and a letter between two pieces of the file is whole", async () => {
  const filler = `0,${"x".repeat(1000)},t\n`.repeat(600)
  const text = `id,title,tags\n${filler}1,${"红色衬衫".repeat(100)},t\n`
  for (const shift of ["", "y"]) {
    const path = await fileOf(encoded(`${shift}${text}`, "gb18030"))
    expect(await findEncoding(path)).toMatchObject({ encoding: "gb18030", sure: true })
  }
})

test.each([
  // .NET writes this when it makes a text in memory.
  ["utf-16", "utf-8", "utf-8"],
  ["utf-16", "utf-16le", "utf-16le"],
  ["utf-8", "utf-8", "utf-8"],
  ["utf-8", "windows-1252", "windows-1252"],
  ["windows-1252", "windows-1252", "windows-1252"],
] as const)("an XML file that says %s and is in %s is read in %s", async (said, really, found) => {
  const xml = `<?xml version="1.0" encoding="${said}"?>\n<rss>${"<item><id>1</id><title>Blaue Äpfel für Größe 5, schön</title></item>\n".repeat(3)}</rss>`
  const bytes = really === "utf-16le" ? Buffer.from(xml, "utf16le") : encoded(xml, really)
  const path = await fileOf(bytes, "items.xml")
  expect(await findEncoding(path)).toMatchObject({ encoding: found, sure: true })
})

test("letters that could be of two encodings are UTF-8 in an XML file that says so", async () => {
  const xml = '<?xml version="1.0" encoding="utf-8"?>\n<item><title>Ůȹ</title></item>'
  expect(await findEncoding(await fileOf(Buffer.from(xml), "items.xml"))).toMatchObject({
    encoding: "utf-8",
    sure: true,
  })
})

test("a file is looked through once, and again when it has changed", async () => {
  const path = await fileOf(Buffer.from("id,title\n1,Ä\n"))
  const [earlier, later] = [new Date("2024-01-01"), new Date("2024-01-02")]
  await utimes(path, earlier, earlier)
  const found = await findEncoding(path)
  expect(await findEncoding(path)).toBe(found)
  await writeFile(
    path,
    encoded(table(["Красная рубашка,Новинка лета", "Синие джинсы,Узкие"]), "windows-1251"),
  )
  await utimes(path, earlier, earlier)
  expect(await findEncoding(path)).toMatchObject({ encoding: "windows-1251" })
  const changed = await findEncoding(path)
  await utimes(path, later, later)
  expect(await findEncoding(path)).not.toBe(changed)
})

test("a file that was changed just now is looked through each time", async () => {
  const path = await fileOf(Buffer.from("id,title\n1,Ä\n"))
  expect(await findEncoding(path)).not.toBe(await findEncoding(path))
})

test("a table without a readable header has none, also where its letters are unclear", async () => {
  const path = await fileOf(Buffer.from(`id,title\n1,\xc5\xae\xc8\xb9\n${"x".repeat(1_000_001)}`, "latin1"))
  await expect(readRecords(path, "item", new Problems()).next()).rejects.toMatchObject({
    code: "table.unclear_encoding",
  })
  expect(await new Folder(join(path, ".."), {}).headers(path)).toEqual([])
})
