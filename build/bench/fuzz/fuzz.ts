/** Inputs that are changed by a seed, over every parser of what comes from outside: each ends soon, and with a code of ours. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { StudioError } from "../../../native/contract/errors.ts"
import { type Bench, figure } from "../figure.ts"
import { catalogParsers } from "./catalogs.ts"
import { layoutParsers } from "./layouts.ts"
import { machineParsers } from "./machines.ts"
import { mutated } from "./mutate.ts"
import { otherParsers } from "./others.ts"
import { packParsers } from "./packs.ts"
import type { Parser } from "./parser.ts"
import { watchTime } from "./watch.ts"

const inputs = 100_000
/** The most processor time that one input may take, in milliseconds. */
const longest = 2000

/** How the inputs of one parser ended. */
export interface Ends {
  name: string
  taken: number
  refused: number
  /** Errors without a code, with the seeds that made them. */
  uncoded: { seed: number; error: unknown }[]
  slowest: { seed: number; milliseconds: number }
}

export async function openParsers(dir: string): Promise<Parser[]> {
  const ofFiles = [...(await catalogParsers(dir)), ...(await packParsers(dir)), ...(await otherParsers(dir))]
  return [...ofFiles, ...(await layoutParsers(dir)), ...(await machineParsers())]
}

/** Gives a parser so many inputs, from this seed on. */
export async function fuzz(
  parser: Parser,
  count: number,
  firstSeed: number,
  onInput?: (seed: number) => void,
): Promise<Ends> {
  const seeds = parser.seeds.map(seed => Buffer.from(seed))
  const ends: Ends = {
    name: parser.name,
    taken: 0,
    refused: 0,
    uncoded: [],
    slowest: { seed: 0, milliseconds: 0 },
  }
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    onInput?.(seed)
    const input = mutated(seed, seeds, parser.words)
    const start = process.cpuUsage()
    try {
      await parser.parse(input)
      ends.taken++
    } catch (error) {
      if (error instanceof StudioError) ends.refused++
      else ends.uncoded.push({ seed, error })
    }
    const { user, system } = process.cpuUsage(start)
    const milliseconds = (user + system) / 1000
    if (milliseconds > ends.slowest.milliseconds) ends.slowest = { seed, milliseconds }
  }
  return ends
}

export const bench: Bench = {
  name: "fuzz",
  about: `${inputs} changed inputs over every parser of what comes from outside (seeded)`,
  async run(print) {
    const dir = await mkdtemp(join(tmpdir(), "iamg-fuzz-"))
    const watch = watchTime(30_000)
    try {
      const parsers = await openParsers(dir)
      const shares = parsers.reduce((sum, { share }) => sum + share, 0)
      const before = process.memoryUsage().rss
      let [total, uncoded, slowest, most] = [0, 0, 0, before]
      for (const [at, parser] of parsers.entries()) {
        const count = Math.ceil((inputs * parser.share) / shares)
        const ends = await fuzz(parser, count, at * 1_000_000, seed => watch.note(parser.name, seed))
        total += count
        uncoded += ends.uncoded.length
        slowest = Math.max(slowest, ends.slowest.milliseconds)
        most = Math.max(most, process.memoryUsage().rss)
        print(lineOf(ends))
        for (const { seed, error } of ends.uncoded.slice(0, 3))
          print(`  seed ${seed}: ${error instanceof Error ? error.stack : error}`)
      }
      print(figure("inputs", total, ""))
      print(figure("errors without a code", uncoded, "", { atMost: 0 }))
      print(figure("slowest input", slowest / 1000, "s", { atMost: longest / 1000 }))
      print(figure("memory that it took", (most - before) / 1e6, "MB", { atMost: 1000 }))
    } finally {
      await watch.stop()
      await rm(dir, { recursive: true, force: true })
    }
  },
}

const lineOf = ({ name, taken, refused, uncoded, slowest }: Ends): string =>
  `${name.padEnd(30)} ${String(taken).padStart(6)} taken ${String(refused).padStart(6)} refused ${String(uncoded.length).padStart(4)} uncoded   slowest ${slowest.milliseconds.toFixed(0)} ms (seed ${slowest.seed})`
