/** Every number and list of the tiny pack's configs, changed one at a time: what doesn't fit is refused with a code. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { StudioError } from "../contract/errors.ts"
import { checkPack } from "./check-pack.ts"
import { fixture } from "./fixtures.ts"
import { openPack } from "./pack.ts"

const dir = mkdtempSync(join(tmpdir(), "iamg-"))
afterAll(() => rmSync(dir, { recursive: true }))
const copy = join(dir, "tiny")
cpSync(fixture("tiny"), copy, { recursive: true })
rmSync(join(copy, "pack.json")) // it lists the configs' sizes

const configs = [
  "unet/config.json",
  "vae/config.json",
  "text_encoder/config.json",
  "image_encoder/config.json",
  "scheduler/scheduler_config.json",
]

function* others(value: unknown): Generator<unknown> {
  if (typeof value === "number") yield* [0, -1, value + 1, value * 2, value / 2, 2 ** 31]
  if (!Array.isArray(value)) return
  yield* [[], [...value, ...value]]
  yield value.map(one => (typeof one === "number" ? one + 1 : "Other"))
}

test.each(configs)("%s", async path => {
  const file = join(copy, path)
  const json = readFileSync(file, "utf8")
  const config = JSON.parse(json)
  for (const [key, value] of Object.entries(config)) {
    for (const other of others(value)) {
      writeFileSync(file, JSON.stringify({ ...config, [key]: other }))
      const error = await openPack(copy)
        .then(checkPack)
        .catch(error => error)
      if (error !== undefined) expect(error, `${key}: ${JSON.stringify(other)}`).toBeInstanceOf(StudioError)
    }
  }
  writeFileSync(file, json)
})
