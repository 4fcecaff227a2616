/**
 * `npm run bench [-- NAME …] [--json]`: prints medians, ratios and shares, each beside its aim. A missed aim is printed
 * as a miss. Without a name every bench runs but the proofs, doubts, fuzz, kills, farm-kills, pool and teach. With `--json` one object on standard output, the lines on standard error.
 * `--pack DIR` lets speed and starter measure another pack of the sample world, say an earlier version of the starter.
 */
import { availableParallelism, cpus } from "node:os"
import { parseArgs } from "node:util"
import { bench as catalog } from "./catalog.ts"
import { bench as doubts } from "./doubts.ts"
import { bench as farmKills } from "./farm-kills/farm-kills.ts"
import { bench as farm } from "./farm-speed/farm-speed.ts"
import { type Bench, type Figure, lineOf } from "./figure.ts"
import { bench as fuzz } from "./fuzz/fuzz.ts"
import { bench as importing } from "./import.ts"
import { bench as kills } from "./kills/kills.ts"
import { bench as pool } from "./pool.ts"
import { bench as retrieval } from "./retrieval.ts"
import { starterPack } from "./sample-studio.ts"
import { bench as sd15 } from "./sd15.ts"
import { bench as speed } from "./speed.ts"
import { bench as starter } from "./starter.ts"
import { bench as studio } from "./studio.ts"
import { bench as teach } from "./teach.ts"
import { bench as train } from "./train.ts"

const benches: readonly Bench[] = [speed, studio, starter, train, catalog, importing, retrieval, sd15, farm]
/** They take long, and so run when they are named. */
const proofs: readonly Bench[] = [doubts, fuzz, kills, farmKills, pool, teach]

const { values, positionals: names } = parseArgs({
  options: { json: { type: "boolean", default: false }, pack: { type: "string", default: starterPack } },
  allowPositionals: true,
})
const unknown = names.find(name => ![...benches, ...proofs].some(bench => bench.name === name))
if (unknown) {
  console.error(`There is no bench "${unknown}". There are:`)
  for (const { name, about } of [...benches, ...proofs]) console.error(`  ${name.padEnd(10)} ${about}`)
  process.exitCode = 2
} else {
  const say = values.json ? console.error : console.log
  const machine = { processor: cpus()[0]?.model.trim(), cores: availableParallelism(), node: process.version }
  const figures: (Figure & { bench: string })[] = []
  say(`${machine.processor}, ${machine.cores} cores, Node ${machine.node}`)
  const wanted =
    names.length > 0 ? [...benches, ...proofs].filter(bench => names.includes(bench.name)) : benches
  for (const bench of wanted) {
    say(`\n${bench.name}: ${bench.about}`)
    await bench.run(what => {
      say(`  ${typeof what === "string" ? what : lineOf(what)}`)
      if (typeof what !== "string") figures.push({ bench: bench.name, ...what })
    }, values.pack)
  }
  if (values.json) console.log(JSON.stringify({ machine, figures }, null, 2))
}
