import { execFileSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { isHeldOut } from "./artist/world.ts"
import { specAt, twinAt } from "./draw.ts"

const script = join(import.meta.dirname, "draw.ts")
const run = (out: string, ...more: string[]) =>
  execFileSync(process.execPath, [
    "--import",
    "tsx",
    script,
    "--count",
    "5",
    "--shard",
    "3",
    "--out",
    out,
    ...more,
  ])

describe("draw.ts", () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "draw-"))
    run(folder)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it("writes whole shards: pixels, masks and a line for each drawing", () => {
    expect(readdirSync(folder).sort()).toEqual(
      [0, 1].flatMap(i => ["jsonl", "mask", "rgb"].map(kind => `shard-0000${i}.${kind}`)),
    )
    expect(statSync(join(folder, "shard-00000.rgb")).size).toBe(3 * 256 * 256 * 3)
    expect(statSync(join(folder, "shard-00001.rgb")).size).toBe(2 * 256 * 256 * 3)
    expect(statSync(join(folder, "shard-00001.mask")).size).toBe(2 * 128 * 128)
    const lines = readFileSync(join(folder, "shard-00000.jsonl"), "utf8").trim().split("\n")
    expect(lines).toHaveLength(3)
    for (const line of lines) expect(JSON.parse(line).captions).toHaveLength(3)
  })

  it("continues an interrupted run with the same pixels and leaves finished shards alone", () => {
    const pixels = readFileSync(join(folder, "shard-00001.rgb"))
    const before = statSync(join(folder, "shard-00000.rgb")).mtimeMs
    for (const kind of ["rgb", "mask", "jsonl"]) rmSync(join(folder, `shard-00001.${kind}`))
    run(folder)
    expect(readFileSync(join(folder, "shard-00001.rgb")).equals(pixels)).toBe(true)
    expect(statSync(join(folder, "shard-00000.rgb")).mtimeMs).toBe(before)
  })

  it("gives each split only its own combinations", () => {
    for (let i = 0; i < 60; i++) {
      expect(isHeldOut(specAt(4, i, "train"))).toBe(false)
      expect(isHeldOut(specAt(4, i, "heldout"))).toBe(true)
    }
  })

  it("makes of each two drawings one layout, of the split: other words, the same subject and setting", () => {
    for (let i = 0; i < 60; i += 2) {
      const [one, other] = [twinAt(4, i, "train"), twinAt(4, i + 1, "train")]
      expect(other.layout).toBe(one.layout)
      expect(twinAt(4, i + 2, "train").layout).not.toBe(one.layout)
      for (const facet of ["subject", "setting"]) expect(other.facets[facet]).toBe(one.facets[facet])
      expect(other.facets).not.toEqual(one.facets)
      expect([isHeldOut(one), isHeldOut(other)]).toEqual([false, false])
    }
  })

  it("refuses a split that doesn't exist and a spread that is no share", () => {
    expect(() => run(folder, "--split", "test")).toThrow()
    expect(() => run(folder, "--spread", "1.5")).toThrow()
  })
})
