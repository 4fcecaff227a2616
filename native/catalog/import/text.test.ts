import { join } from "node:path"
import { expect, test, vi } from "vitest"
import type { EncodingChoice } from "../../contract/encoding.ts"
import { temporaryFolder, writeFiles } from "../fixtures/catalogs.ts"
import { findEncoding } from "./encoding.ts"
import { Problems } from "./problems.ts"
import { readTable } from "./records.ts"

vi.mock(import("./encoding.ts"), { spy: true })

async function titlesOf(bytes: Uint8Array, encodings: EncodingChoice = {}) {
  const dir = await temporaryFolder()
  await writeFiles(dir, { "items.csv": bytes })
  const problems = new Problems()
  const titles: unknown[] = []
  for await (const { fields } of readTable(join(dir, "items.csv"), "item", problems, { encodings }))
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

test("a damaged row of a UTF-8 file is refused, the others are read as UTF-8", async () => {
  const bytes = Buffer.concat([Buffer.from(table), Buffer.from("4,caf\xe9\n5,Ende\n", "latin1")])
  expect(await titlesOf(bytes)).toEqual({ titles: ["女裙", "Äpfel", "Pan", "Ende"], refused: [5] })
})

test("a UTF-8 file with a stray zero byte stays UTF-8", async () => {
  const { titles } = await titlesOf(Buffer.from(`${table}4,a\0b\n`))
  expect(titles.slice(0, 3)).toEqual(["女裙", "Äpfel", "Pan"])
})

test("a file whose encoding the user chose isn't looked through", async () => {
  vi.mocked(findEncoding).mockClear()
  expect(
    (await titlesOf(Buffer.from("id,title\n1,caf\xe9\n", "latin1"), { "*": "windows-1252" })).titles,
  ).toEqual(["café"])
  expect(findEncoding).not.toHaveBeenCalled()
  await titlesOf(Buffer.from(table))
  expect(findEncoding).toHaveBeenCalledOnce()
})
