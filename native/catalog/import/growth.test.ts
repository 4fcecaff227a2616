/** The worst that a table or a line of JSON can be takes time in proportion to its size. */
import { expect, test } from "vitest"
import { findDialect } from "./dialect.ts"
import { parseExactly } from "./exact-json.ts"
import { Problems } from "./problems.ts"
import { tableRows, type Width } from "./table.ts"
import { readLines, readRows } from "./table-rows.ts"
import { readXml } from "./xml.ts"

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
  "elements that never close": size => readElements(`<r>${"<i>x".repeat(30)}${"</q>&amp".repeat(size / 20)}`),
}

async function readJson(text: string): Promise<void> {
  expect(() => parseExactly(text)).toThrow(SyntaxError)
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < 3; round++) {
    const start = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(start)
    times.push((user + system) / 1e6)
  }
  return Math.min(...times)
}

test.each(Object.keys(worst))("%s: twice the size takes about twice the time", async name => {
  const size = 60_000
  const [one, two] = [await seconds(() => worst[name]!(size)), await seconds(() => worst[name]!(2 * size))]
  // What takes next to nothing can't be compared.
  expect(two).toBeLessThan(Math.max(2.5 * one, 0.2))
})
