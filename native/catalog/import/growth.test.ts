/** The worst that a catalog's files can be takes time in proportion to its size. */
import { join } from "node:path"
import { expect, test } from "vitest"
import { temporaryFolder, writeFiles } from "../fixtures/catalogs.ts"
import { growsLinearly } from "../fixtures/growth.ts"
import { findDialect } from "./dialect.ts"
import { parseExactly } from "./exact-json.ts"
import { Problems } from "./problems.ts"
import { takeItems, takeNames } from "./rows.ts"
import type { Source } from "./source.ts"
import { tableRows, type Width } from "./table.ts"
import { readLines, readRows } from "./table-rows.ts"
import { readXml } from "./xml.ts"
import { readFeed } from "./xml-feed.ts"

async function readTable(text: string): Promise<void> {
  const width: Width = { fields: undefined }
  const start = text
    .slice(0, 50_000)
    .split("\n")
    .map(line => ({ text: line, end: "\n" }))
  const { dialect } = findDialect(start.slice(0, 50))
  const pieces = async function* () {
    for (let at = 0; at < text.length; at += 65_536) yield text.slice(at, at + 65_536)
  }
  const records = readRows(readLines(pieces(), "x.csv"), dialect, () => width.fields)
  const options = { file: "x.csv", kind: "item", problems: new Problems(), width } as const
  for await (const _ of tableRows(records, options, {}));
}

async function readElements(text: string): Promise<void> {
  const reader = readXml("x.xml", { error: () => undefined })
  for (let at = 0; at < text.length; at += 65_536) reader.write(text.slice(at, at + 65_536))
  reader.end()
}

async function readItems(items: string): Promise<void> {
  const dir = await temporaryFolder()
  await writeFiles(dir, { "x.xml": `<rss>${items}</rss>` })
  for await (const _ of readFeed(join(dir, "x.xml"), "item", new Problems()));
}

const place = { file: "x.csv", row: 1, id: null }
const source: Source = {
  table: null,
  texts: [],
  async *items() {},
  async *interactions() {},
  async *personas() {},
}

/** An item of many rows, each with a picture of its own. */
async function takePictures(count: number): Promise<void> {
  const item = { place, id: "1", title: "t", description: "", images: [], tags: [], scenario: null }
  const items = async function* () {
    yield item
    for (let at = 0; at < count; at++) yield { place, continues: "1", images: [`${at}.png`], fields: {} }
  }
  const [draft] = await takeItems({ ...source, items }, "product", new Problems(), { scenarios: ["product"] })
  expect(draft!.images.size).toBe(count)
}

async function takePersonas(count: number): Promise<void> {
  const personas = async function* () {
    for (let at = 0; at < count; at++) yield { place, name: `N${at}`, shopper: `${at}`, scenario: "product" }
  }
  const options = { scenarios: ["product"] }
  const names = await takeNames({ ...source, personas }, new Problems(), options, () => false)
  expect(names).toHaveLength(count)
}

const wide = (count: number, cell: string) => Array(count).fill(cell).join(",")

const worst: Record<string, (size: number) => Promise<void>> = {
  "quotes that never close": size => readTable(`id,a,b\n${'1,"x,y\n'.repeat(size / 7)}`),
  "one open quote a thousand rows": size =>
    readTable(`id,a\n${`1,"x\n${"2,y\n".repeat(1000)}`.repeat(size / 4000)}`),
  "backslashes before quotes": size => readTable(`id,a\n${'1,"\\\\\\"x\\"\n'.repeat(size / 10)}`),
  "quotes alone": size =>
    readTable(`id,a\n${'"'.repeat(size / 4)}\n`.slice(0, 900_000) + '"\n'.repeat(size / 4)),
  "rows within a quote": size => readTable(`id,a\n1,"${"2,x\n".repeat(size / 4)}"\n`),
  "columns of one name": size => readTable(`${wide(size / 20, "id")}\n${wide(size / 20, "1")}\n`),
  "empty lines": size => readTable(`id,a\n${"\r".repeat(size)}`),
  "a JSON string that never closes": size => readJson(`{"id":"${'\\"'.repeat(size / 2)}`),
  "a JSON number that never ends": size => readJson(`{"id":${"1".repeat(size)}e`),
  "elements of one name in an item": size =>
    readItems(`<item>${"<a>x</a>".repeat(size / 60)}</item>`.repeat(20)),
  "pictures of one item": size => takePictures(size / 2),
  "names of personas": size => takePersonas(size / 6),
  "elements that never close": size => readElements(`<r>${"<i>x".repeat(30)}${"</q>&amp".repeat(size / 20)}`),
}

async function readJson(text: string): Promise<void> {
  expect(() => parseExactly(text)).toThrow(SyntaxError)
}

test.each(Object.keys(worst))("%s: twice the size takes about twice the time", async name => {
  await growsLinearly(worst[name]!, 60_000)
})
