/** Names that people give to the columns of a catalog, and how their values are read. */
import { basename } from "node:path"
import { StudioError } from "../../contract/errors.ts"
import type { Mapping } from "../../contract/import.ts"
import type { TableRow } from "./table.ts"

/** How many columns an error names. */
const namedColumns = 30

/** Names without spaces and signs, in any language: `Product_ID` is `productid`. */
const words = (text: string): readonly string[] => text.trim().split(/\s+/)

const names = {
  id: words(`id itemid productid sku movieid newsid articleid articlenumber itemnumber itemsku productsku sellersku asin
    productcode handle artikelnummer référence 编号 商品编号 商品id 商品编码 货号 款号 產品編號 商品編號 商品コード 商品番号
    артикул ean gtin upc isbn barcode`),
  title:
    words(`title name headline producttitle productname itemname itemtitle titel bezeichnung nom titre nombre título
    标题 名称 商品名称 商品标题 商品名 品名 標題 名稱 商品名稱 название наименование`),
  description:
    words(`description text summary abstract overview caption productdescription body bodyhtml longdescription
    shortdescription itemdescription beschreibung descripción 描述 商品描述 详情 商品详情 简介 介绍 說明 商品説明 описание`),
  image:
    words(`image imagepath imagefile poster picture photo filename imagesrc imageurl imagelink images pictures photos
    mainimage mainimageurl picturepath picturefile pictureurl photourl thumbnail additionalimagelink otherimage
    otherimageurl variantimage bild bilder 图片 商品图片 主图 图片路径 图片文件 附图 圖片 画像 изображение фото`),
  tags: words("tags tag keywords keyword 标签 关键词 標籤 關鍵字 タグ теги"),
  scenario: words("scenario 场景"),
  user: words("userid user shopper shopperid customerid customer 用户 用户id 会员id 顾客id"),
  item: words("itemid item productid sku movieid newsid 商品编号 商品id 商品编码 货号"),
  timestamp: words("timestamp time date datetime createdat 时间 日期 时间戳"),
  rating: words("rating score stars 评分 分数"),
}
export type Column = keyof typeof names

/** No known name is longer. */
const longestName = 200

/** What a column is called, whatever is written between its words; a number at its end, which repeats it, is left out. */
export const plainName = (column: string): string =>
  column
    .slice(0, longestName)
    .toLowerCase()
    .replace(/\s*\(\d+\)$/, "")
    .replaceAll(/[^\p{L}\p{N}]+/gu, "")
    .replace(/(?<=\p{L})\d{1,2}$/u, "")

/** Which columns of a table hold what. */
export interface Layout {
  id: string | null
  title: string | null
  description: readonly string[]
  image: readonly string[]
  tags: readonly string[]
}

/** Names by which a kind of file calls its columns, the best first; all columns of images and tags count. */
export type Names = Readonly<Record<keyof Layout, readonly string[]>>

export const usualNames: Names = names

/** Finds the columns by their names. */
export function findLayout(
  columns: readonly string[],
  { id, title, description, image, tags }: Names,
  plain: (column: string) => string = plainName,
): Layout {
  const byName = new Map<string, string[]>()
  for (const column of columns) {
    const name = plain(column)
    const alike = byName.get(name)
    if (alike) alike.push(column)
    else byName.set(name, [column])
  }
  const all = (wanted: readonly string[]) => wanted.flatMap(name => byName.get(name) ?? [])
  return {
    id: all(id)[0] ?? null,
    title: all(title)[0] ?? null,
    description: all(description),
    image: all(image),
    tags: all(tags),
  }
}

export const mappingOf = ({ id, title, description, image, tags }: Layout): Mapping => ({
  id,
  title,
  description: description[0] ?? null,
  image: [...image],
  tags: [...tags],
})

/** The layout that the user chose. @throws StudioError table.no_column */
export function layoutOf(file: string, mapping: Mapping, columns: readonly string[]): Layout {
  const known = new Set(columns)
  const find = (column: string) => {
    const name = column.trim().toLowerCase()
    if (known.has(name)) return name
    throw new StudioError("table.no_column", { column, file, found: columns.slice(0, namedColumns) })
  }
  // A column that comes several times is meant with all of its repetitions.
  const list = (chosen: readonly string[]) => {
    const wanted = new Set(chosen.map(find))
    return columns.filter(column => wanted.has(column) || wanted.has(column.replace(/ \(\d+\)$/, "")))
  }
  const one = (column: string | null) => (column === null ? null : find(column))
  const { id, title, description, image, tags } = mapping
  return {
    id: one(id),
    title: one(title),
    description: description === null ? [] : [find(description)],
    image: inOrder(list(image), image),
    tags: list(tags),
  }
}

/** In the order in which the user named them. */
function inOrder(columns: readonly string[], chosen: readonly string[]): string[] {
  const rank = (column: string) =>
    chosen.findIndex(
      name => column === name.trim().toLowerCase() || column.startsWith(`${name.trim().toLowerCase()} (`),
    )
  return columns.toSorted((a, b) => rank(a) - rank(b))
}

/** The column that names each row's scenario. */
export const scenarioColumn = (columns: readonly string[]): string | undefined =>
  columns.find(column => names.scenario.includes(column))

/** The row's field of that column under any of its names; undefined when it has none. */
export function field(row: TableRow, column: Column): unknown {
  const found = columnOf(row.columns, column)
  return found === undefined ? undefined : (exactly(row, found) ?? row.fields.get(found))
}

const exactly = ({ exact }: TableRow, column: string) => exact?.get(column)

type Found = ReadonlyMap<Column, string | undefined>
const found = new WeakMap<readonly string[], Found>()

/** Remembered by the list of columns, which all rows of a table share. */
function columnOf(columns: readonly string[], column: Column): string | undefined {
  const known = found.get(columns)
  if (known) return known.get(column)
  const byName = new Map(columns.toReversed().map(name => [plainName(name), name]))
  const all: Found = new Map(
    (Object.keys(names) as Column[]).map(key => [
      key,
      names[key].map(name => byName.get(name)).find(name => name !== undefined),
    ]),
  )
  found.set(columns, all)
  return all.get(column)
}

/** A value as trimmed text; numbers (of JSON) are written out. */
export const asText = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value).trim() : ""

export const textField = (record: TableRow, column: Column): string => asText(field(record, column))

/** The id in a column: of a number, all its digits. */
export const idField = (row: TableRow, column: string | null): string =>
  column === null ? "" : asText(exactly(row, column) ?? row.fields.get(column))

/** @throws StudioError catalog.missing_column */
export function requireColumns(path: string, record: TableRow, columns: readonly Column[]): void {
  for (const column of columns) {
    if (columnOf(record.columns, column) !== undefined) continue
    throw missingColumn(path, column, record.columns)
  }
}

export const missingColumn = (path: string, column: string, columns: readonly string[]) =>
  new StudioError("catalog.missing_column", {
    file: basename(path),
    column: shownNames[column] ?? column,
    found: columns.slice(0, namedColumns).map(name => name.slice(0, 100)),
  })

const shownNames: Readonly<Record<string, string>> = { user: "user_id", item: "item_id" }
