/** Whatever happens to the quotes of one row, the others arrive as they are. Tables are made by a seeded generator. */
import { expect, test } from "vitest"
import { findDialect } from "./dialect.ts"
import { Problems } from "./problems.ts"
import { tableRows, type Width } from "./table.ts"
import { readLines, readRows } from "./table-rows.ts"

/** Mulberry32. */
function randomOf(seed: number) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (count: number) => Math.floor(next() * count)
  return { below, one: <Value>(values: readonly Value[]): Value => values[below(values.length)]! }
}
type Random = ReturnType<typeof randomOf>

const texts = [
  "Pan",
  "12 inch pan",
  "Nice, round",
  'The "best" lid',
  "Two\nlines, or three\n\nof them",
  "Köfte; 1,5 kg",

  "",
  "it's",
  "a\tb",
  "p1.png",
  "Salt & pepper",
  "平底锅，不粘",
  '"',
  'quoted "end"',
  "line one\nline two",
]

const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`

function rowOf(random: Random, id: number, width: number, delimiter: string): string {
  const fields = Array.from({ length: width - 1 }, () => {
    const value = random.one(texts)
    const needed = /["\n\r]/.test(value) || value.includes(delimiter)
    return needed || random.below(4) === 0 ? quoted(value) : value
  })
  return [`${id}`, ...fields].join(delimiter)
}

/** A quote too much, too few, or in another place. */
function damage(random: Random, row: string): string {
  const quotes = [...row.matchAll(/"/g)].map(({ index }) => index)
  const at = random.below(row.length + 1)
  const insert = `${row.slice(0, at)}"${row.slice(at)}`
  if (quotes.length === 0 || random.below(2) === 0) return insert
  const quote = random.one(quotes)
  const without = row.slice(0, quote) + row.slice(quote + 1)
  return random.below(2) === 0 ? without : `${without.slice(0, at)}"${without.slice(at)}`
}

async function read(text: string): Promise<Map<string, unknown>> {
  const width: Width = { fields: undefined }
  const start = text.split("\n").map(line => ({ text: line, end: "\n" }))
  const { dialect } = findDialect(start.slice(0, 50))
  const lines = readLines(
    (async function* () {
      yield text
    })(),
    "items.csv",
  )
  const problems = new Problems()
  const rows = new Map<string, unknown>()
  const records = readRows(lines, dialect, () => width.fields)
  for await (const { fields } of tableRows(records, { file: "items.csv", kind: "item", problems, width }, {}))
    rows.set(String(fields.get("id")), [...fields.values()])
  return rows
}

test.each([3, 4, 6, 12])("with %i columns, one damaged row harms no other", async width => {
  let damagedRows = 0
  for (let seed = 0; seed < 250; seed++) {
    const random = randomOf(seed * 100 + width)
    const delimiter = random.one([",", ";", "\t"])
    const header = ["id", ...Array.from({ length: width - 1 }, (_, at) => `c${at}`)].join(delimiter)
    const rows = Array.from({ length: 12 }, (_, at) => rowOf(random, at + 1, width, delimiter))
    const victim = random.below(rows.length)
    const sound = await read([header, ...rows, ""].join("\n"))
    const damaged = rows.map((row, at) => (at === victim ? damage(random, row) : row))
    const found = await read([header, ...damaged, ""].join("\n"))
    for (const [id, fields] of sound) {
      if (id === `${victim + 1}`) continue
      expect({ seed, id, fields: found.get(id) }).toEqual({ seed, id, fields })
    }
    // Nothing is made up of the damaged row's pieces but that row itself.
    const made = [...found.keys()].filter(id => !sound.has(id))
    expect({ seed, made: made.length <= 1 }).toEqual({ seed, made: true })
    if (!found.has(`${victim + 1}`)) damagedRows++
  }
  expect(damagedRows).toBeGreaterThan(50)
})

test("every row of a table may be damaged, and what is sound still arrives", async () => {
  const rows = Array.from({ length: 200 }, (_, at) => (at % 2 ? `${at},"a,b` : `${at},ok,fine`))
  const found = await read(["id,title,text", ...rows, ""].join("\n"))
  expect([...found.keys()]).toEqual(Array.from({ length: 100 }, (_, at) => `${at * 2}`))
})
