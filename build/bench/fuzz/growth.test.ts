/** Every parser of what comes from outside takes time in proportion to its input, also of the worst kind. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { growsLinearly } from "../../../native/catalog/fixtures/growth.ts"
import { openParsers } from "./fuzz.ts"
import type { Parser } from "./parser.ts"

/** What takes the square of this takes seconds. */
const size = 40_000

let dir: string
let parsers: Parser[]
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "iamg-growth-"))
  parsers = await openParsers(dir)
})
afterAll(() => rm(dir, { recursive: true, force: true }))

test("twice the input takes at most 2.5 times the time", { timeout: 300_000 }, async () => {
  for (const { name, worst, parse } of parsers) {
    expect(Object.keys(worst).length, name).toBeGreaterThan(0)
    for (const [kind, make] of Object.entries(worst)) {
      const inputs = new Map([size, 2 * size].map(length => [length, Buffer.from(make(length))]))
      // An error with a code is an end like another one.
      const work = async (length: number) => {
        await Promise.resolve(inputs.get(length)!)
          .then(parse)
          .catch(() => undefined)
      }
      await growsLinearly(work, size, `${name}: ${kind}`)
    }
  }
})
