/** Every parser of what comes from outside takes time in proportion to its input, also of the worst kind. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { growsLinearly } from "../../../native/catalog/fixtures/growth.ts"
import { openParsers } from "./fuzz.ts"

/** What takes the square of this takes seconds. */
const size = 40_000

const dir = await mkdtemp(join(tmpdir(), "iamg-growth-"))
const parsers = await openParsers(dir)
afterAll(() => rm(dir, { recursive: true, force: true }))

test.each(parsers)("twice the input takes at most 2.5 times the time: $name", async ({ worst, parse }) => {
  expect(Object.keys(worst)).not.toEqual([])
  for (const [kind, make] of Object.entries(worst)) {
    const inputs = new Map([size, 2 * size].map(length => [length, Buffer.from(make(length))]))
    // An error with a code is an end like another one.
    const work = async (length: number) => {
      await Promise.resolve(inputs.get(length)!)
        .then(parse)
        .catch(() => undefined)
    }
    await growsLinearly(work, size, kind)
  }
})
