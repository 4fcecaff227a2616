import { join } from "node:path"
import { expect, test } from "vitest"
import { temporaryFolder, writeFiles } from "../fixtures/catalogs.ts"
import { Problems } from "./problems.ts"
import { readTable } from "./records.ts"

async function titlesOf(bytes: Uint8Array) {
  const dir = await temporaryFolder()
  await writeFiles(dir, { "items.csv": bytes })
  const problems = new Problems()
  const titles: unknown[] = []
  for await (const { fields } of readTable(join(dir, "items.csv"), "item", problems))
    titles.push(fields.get("title"))
  return { titles, refused: problems.listed.map(({ row }) => row) }
}

const table = "id,title\n1,女裙\n2,Äpfel\n3,Pan\n"

test("UTF-16 is read with and without a byte-order mark, in both byte orders", async () => {
  for (const text of [table, `\uFEFF${table}`]) {
    const little = Buffer.from(text, "utf16le")
    const big = Buffer.from(little).swap16()
    for (const bytes of [little, big])
      expect(await titlesOf(bytes)).toEqual({ titles: ["女裙", "Äpfel", "Pan"], refused: [] })
  }
})

test("no row of a GBK file is taken as other letters, even where its bytes are UTF-8 by chance", async () => {
  const row = (id: number, title: number[]) => [...Buffer.from(`${id},`), ...title, 10]
  // 女裙 (whose bytes are “Ů” and “ȹ” in UTF-8), 红色衬衫, and a row of ASCII.
  const bytes = [
    ...Buffer.from("id,title\n"),
    ...row(1, [0xc5, 0xae, 0xc8, 0xb9]),
    ...row(2, [0xba, 0xec, 0xc9, 0xab, 0xb3, 0xc4, 0xc9, 0xc0]),
    ...row(3, [...Buffer.from("Pan")]),
  ]
  expect(await titlesOf(Uint8Array.from(bytes))).toEqual({ titles: ["Pan"], refused: [2, 3] })
})

test("a damaged row of a UTF-8 file is refused, the others are read as UTF-8", async () => {
  const bytes = Buffer.concat([Buffer.from(table), Buffer.from("4,caf\xe9\n5,Ende\n", "latin1")])
  expect(await titlesOf(bytes)).toEqual({ titles: ["女裙", "Äpfel", "Pan", "Ende"], refused: [5] })
})

test("a UTF-8 file with a stray zero byte stays UTF-8", async () => {
  const { titles } = await titlesOf(Buffer.from(`${table}4,a\0b\n`))
  expect(titles.slice(0, 3)).toEqual(["女裙", "Äpfel", "Pan"])
})
