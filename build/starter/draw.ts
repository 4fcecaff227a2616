/**
 * Draws the sample world into shards for training:
 * `node --import tsx build/starter/draw.ts --count 20000 --seed 1 --split train --out DIR`.
 *
 * A shard is three files that appear together, so an interrupted run is continued by running it again:
 * `shard-00000.rgb` (N × 256 × 256 × 3, uint8), `shard-00000.mask` (N × 128 × 128, uint8) and
 * `shard-00000.jsonl` (one line a drawing: its specification and words). `--world` prints the facet words instead.
 *
 * `--vector` writes `shard-00000.svg.jsonl` alone, for a machine without Node: recipe/rasterise.py makes the three files
 * of it there. Packed with xz a drawing takes 0.8 KB instead of 200.
 */
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Command } from "commander"
import pLimit from "p-limit"
import sharp from "sharp"
import { draw } from "./artist/compose.ts"
import { rngOf } from "./artist/rng.ts"
import { styles } from "./artist/styles.ts"
import { caption, description, tags, title } from "./artist/words.ts"
import { type DrawingSpec, isHeldOut, restyled, sampleSpec, world } from "./artist/world.ts"

const side = 256
const maskSide = 128

export type Split = "train" | "heldout"

/** The drawing at `index` of a seeded split: the first sample of its own stream that belongs to the split. */
export function specAt(seed: number, index: number, split: Split, style?: string): DrawingSpec {
  const rng = rngOf(`${split}/${seed}/${index}`)
  const inStyle = (spec: DrawingSpec) =>
    style === undefined ? spec : { ...spec, facets: { ...spec.facets, style } }
  let spec = inStyle(sampleSpec(rng))
  while (isHeldOut(spec) !== (split === "heldout")) spec = inStyle(sampleSpec(rng))
  return spec
}

/** The drawing at `index` of pairs that have one layout: the second is the first in another style. Both belong to the split. */
export function twinAt(seed: number, index: number, split: Split): DrawingSpec {
  const first = specAt(seed, Math.floor(index / 2), split)
  const twin = { ...first, layout: first.seed }
  if (index % 2 === 0) return twin
  const rng = rngOf(`twin/${split}/${seed}/${index}`)
  let other = restyled(twin, rng)
  while (isHeldOut(other) !== (split === "heldout")) other = restyled(twin, rng)
  return other
}

/** Pixels of an SVG, rows top to bottom: size × size × 3, or × 1 for a mask. */
export async function rasterise(svg: string, size: number, channels: 1 | 3): Promise<Buffer> {
  const picture = sharp(Buffer.from(svg)).resize(size, size).removeAlpha()
  return channels === 1 ? picture.extractChannel(0).raw().toBuffer() : picture.raw().toBuffer()
}

/** The line of a drawing in shard-*.jsonl. */
export function record(spec: DrawingSpec) {
  const rng = rngOf(`words/${spec.seed}`)
  return {
    ...spec,
    title: title(spec, rng),
    description: description(spec, rng),
    tags: tags(spec),
    captions: [caption(spec, rng), caption(spec, rng), caption(spec, rng)],
  }
}

async function writeShard(
  folder: string,
  name: string,
  specs: readonly DrawingSpec[],
  { workers, spread }: Pick<Options, "workers" | "spread">,
) {
  const rgb = Buffer.alloc(specs.length * side * side * 3)
  const mask = Buffer.alloc(specs.length * maskSide * maskSide)
  const limit = pLimit(workers)
  await Promise.all(
    specs.map((spec, i) =>
      limit(async () => {
        const { svg, maskSvg } = draw(spec, spread)
        rgb.set(await rasterise(svg, side, 3), i * side * side * 3)
        mask.set(await rasterise(maskSvg, maskSide, 1), i * maskSide * maskSide)
      }),
    ),
  )
  const files: [string, Buffer | string][] = [
    ["rgb", rgb],
    ["mask", mask],
    ["jsonl", specs.map(spec => `${JSON.stringify(record(spec))}\n`).join("")],
  ]
  for (const [kind, data] of files) writeFileSync(join(folder, `${name}.${kind}.tmp`), data)
  // The .jsonl comes last: if it is there, the whole shard is.
  for (const [kind] of files) renameSync(join(folder, `${name}.${kind}.tmp`), join(folder, `${name}.${kind}`))
}

function writeVectorShard(folder: string, name: string, specs: readonly DrawingSpec[], spread: number) {
  const lines = specs.map(spec => `${JSON.stringify({ ...draw(spec, spread), record: record(spec) })}\n`)
  writeFileSync(join(folder, `${name}.svg.jsonl`), lines.join(""))
}

interface Options {
  count: number
  seed: number
  split: Split
  out?: string
  shard: number
  workers: number
  spread: number
  twins?: boolean
  style?: string
  world?: boolean
  vector?: boolean
}

/** An option that is a whole number, 0 or more. */
export function whole(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) throw new RangeError(`"${text}" is not a whole number`)
  return value
}

/** An option from 0 to 1. */
export function share(text: string): number {
  const value = Number(text)
  if (!(value >= 0 && value <= 1)) throw new RangeError(`"${text}" is not between 0 and 1`)
  return value
}

async function main() {
  const program = new Command("draw")
    .description("Draws the sample world into shards for training.")
    .option("--count <n>", "drawings in all", whole, 1000)
    .option("--seed <n>", "seed of the whole set", whole, 1)
    .option("--split <split>", "train or heldout", "train")
    .option("--out <dir>", "folder for the shards")
    .option("--shard <n>", "drawings in a shard", whole, 500)
    .option("--workers <n>", "drawings rasterised at once", whole, 2)
    .option("--spread <share>", "how much of what no word names varies, 0 to 1", share, 1)
    .option(
      "--twins",
      "every second drawing is the one before it, restyled: the same subject, setting and places",
    )
    .option("--style <word>", "every drawing is in this style")
    .option("--vector", "write the drawings as SVG, not as pixels")
    .option("--world", "print the facet words as JSON and stop")
  const options = program.parse().opts<Options>()
  if (options.world) return console.log(JSON.stringify(world, null, 2))
  if (!options.out) return program.error("--out DIR says where the shards go")
  if (options.split !== "train" && options.split !== "heldout")
    return program.error("--split is train or heldout")
  if (options.shard < 1 || options.workers < 1) return program.error("--shard and --workers are at least 1")
  const { style } = options
  if (style !== undefined && (options.twins || !Object.hasOwn(styles, style)))
    return program.error(`--style is one of ${Object.keys(styles).join(", ")}, and goes without --twins`)
  sharp.concurrency(1)
  sharp.cache(false)
  mkdirSync(options.out, { recursive: true })
  const started = Date.now()
  let drawn = 0
  for (let first = 0; first < options.count; first += options.shard) {
    const name = `shard-${String(first / options.shard).padStart(5, "0")}`
    if (existsSync(join(options.out, `${name}.jsonl`))) continue
    const length = Math.min(options.shard, options.count - first)
    const { seed, split, twins } = options
    const specs = Array.from({ length }, (_, i) =>
      twins ? twinAt(seed, first + i, split) : specAt(seed, first + i, split, style),
    )
    if (options.vector) writeVectorShard(options.out, name, specs, options.spread)
    else await writeShard(options.out, name, specs, options)
    drawn += length
    const each = (Date.now() - started) / drawn
    const left = ((options.count - first - length) * each) / 1000
    console.log(
      `${name}: ${first + length}/${options.count}, ${each.toFixed(1)} ms a drawing, ${left.toFixed(0)} s left`,
    )
  }
}

if (process.argv[1] === import.meta.filename) await main()
