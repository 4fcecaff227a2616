/** What the sheets of a workbook share: their names, the formats of numbers, and the texts that cells point to. */
import { posix } from "node:path"
import { note } from "../../../contract/codes/index.ts"
import { StudioError } from "../../../contract/errors.ts"
import { brokenFile, fileTooLarge } from "../file-errors.ts"
import type { Package } from "./package.ts"

interface SheetPart {
  name: string
  part: string
  hidden: boolean
}

/** Characters of all shared texts together. */
const mostText = 256 * 1024 ** 2

export interface Sheets {
  all: SheetPart[]
  /** Days since 1904 instead of 1900. */
  from1904: boolean
}

/** Runs a part through handlers that keep what they need. */
async function read(
  book: Package,
  part: string,
  handlers: Parameters<Package["readPart"]>[1],
): Promise<void> {
  for await (const _ of book.readPart(part, handlers));
}

/** The workbook's sheets of cells, in their order. */
export async function readSheets(book: Package): Promise<Sheets> {
  const main = await mainPart(book)
  const parts = await relationsOf(book, main, "/worksheet")
  const all: SheetPart[] = []
  let from1904 = false
  await read(book, main, {
    open(name, attributes) {
      if (name === "workbookPr") from1904 = isTrue(attributes.date1904)
      if (name !== "sheet") return
      const id = Object.entries(attributes).find(([key]) => key === "id" || key.endsWith(":id"))?.[1] ?? ""
      const part = parts.get(id)
      const hidden = attributes.state !== undefined && attributes.state !== "visible"
      if (part !== undefined) all.push({ name: attributes.name ?? "", part, hidden })
    },
  })
  if (all.length === 0) throw brokenFile(book.file, note("table.no_sheets", {}))
  return { all, from1904 }
}

/** The sheet of that name, or the first one that can be seen. @throws StudioError table.no_sheet */
export function chooseSheet(file: string, { all }: Sheets, name: string | undefined): SheetPart {
  if (name === undefined) return all.find(({ hidden }) => !hidden) ?? all[0]!
  const wanted = name.trim().toLowerCase()
  const chosen =
    all.find(sheet => sheet.name === name) ?? all.find(sheet => sheet.name.trim().toLowerCase() === wanted)
  if (chosen) return chosen
  throw new StudioError("table.no_sheet", {
    file,
    sheet: name,
    found: all.slice(0, 30).map(sheet => sheet.name),
  })
}

/** Number formats by the index that cells have. */
export async function readFormats(book: Package): Promise<string[]> {
  const main = await mainPart(book)
  const [part] = (await relationsOf(book, main, "/styles")).values()
  const own = new Map<number, string>()
  const formats: string[] = []
  let inCells = false
  if (part === undefined) return formats
  await read(book, part, {
    open(name, attributes) {
      if (name === "numFmt") own.set(Number(attributes.numFmtId), attributes.formatCode ?? "General")
      if (name === "cellXfs") inCells = true
      if (name === "xf" && inCells) {
        const id = Number(attributes.numFmtId ?? 0)
        formats.push(own.get(id) ?? builtIn[id] ?? "General")
      }
    },
    close(name) {
      if (name === "cellXfs") inCells = false
    },
  })
  return formats
}

/** ECMA-376, 18.8.30. */
const builtIn: Readonly<Record<number, string>> = {
  1: "0",
  2: "0.00",
  3: "#,##0",
  4: "#,##0.00",
  9: "0%",
  10: "0.00%",
  11: "0.00E+00",
  12: "# ?/?",
  13: "# ??/??",
  14: "yyyy-mm-dd",
  15: "d-mmm-yy",
  16: "d-mmm",
  17: "mmm-yy",
  18: "h:mm AM/PM",
  19: "h:mm:ss AM/PM",
  20: "h:mm",
  21: "h:mm:ss",
  22: "yyyy-mm-dd h:mm",
  37: "#,##0;(#,##0)",
  38: "#,##0;(#,##0)",
  39: "#,##0.00;(#,##0.00)",
  40: "#,##0.00;(#,##0.00)",
  45: "mm:ss",
  46: "[h]:mm:ss",
  47: "mm:ss.0",
  48: "##0.0E+0",
  49: "@",
}

/** Texts that many cells share. Readings of Japanese words (rPh) are no part of them. */
export async function readSharedTexts(book: Package): Promise<string[]> {
  const main = await mainPart(book)
  const [part] = (await relationsOf(book, main, "/sharedStrings")).values()
  const texts: string[] = []
  let [text, inText, inReading, all] = ["", false, false, 0]
  if (part === undefined) return texts
  await read(book, part, {
    open(name) {
      if (name === "si") text = ""
      if (name === "t") inText = true
      if (name === "rPh") inReading = true
    },
    text(piece) {
      if (!inText || inReading) return
      text += piece
      all += piece.length
      if (all > mostText) throw fileTooLarge(book.file, note("table.unpacked", { limit: mostText }))
    },
    close(name) {
      if (name === "t") inText = false
      if (name === "rPh") inReading = false
      if (name === "si") texts.push(text)
    },
  })
  return texts
}

async function mainPart(book: Package): Promise<string> {
  const [part] = (await relationsOf(book, "", "/officeDocument")).values()
  if (part === undefined || !book.has(part)) throw brokenFile(book.file, note("table.no_sheets", {}))
  return part
}

/** Parts that a part points to, of one kind: id → name of the part. */
async function relationsOf(book: Package, part: string, kind: string): Promise<Map<string, string>> {
  const { dir, base } = posix.parse(part)
  const found = new Map<string, string>()
  await read(book, posix.join(dir, "_rels", `${base}.rels`), {
    open(name, { Id, Type, Target }) {
      if (name !== "Relationship" || !Id || !Target || !Type?.endsWith(kind)) return
      found.set(Id, Target.startsWith("/") ? Target.slice(1) : posix.join(dir, Target))
    },
  })
  return found
}

const isTrue = (value: string | undefined): boolean => value === "1" || value === "true"
