/**
 * `npm run bench [-- NAME …]`: prints medians, ratios and shares, each beside its aim. A missed aim is printed as a
 * miss. Without a name every bench runs.
 */
import { availableParallelism, cpus } from "node:os"
import { bench as catalog } from "./catalog.ts"
import type { Bench } from "./figure.ts"
import { bench as retrieval } from "./retrieval.ts"
import { bench as sd15 } from "./sd15.ts"
import { bench as speed } from "./speed.ts"
import { bench as starter } from "./starter.ts"

const benches: readonly Bench[] = [speed, starter, catalog, retrieval, sd15]

const names = process.argv.slice(2)
const unknown = names.find(name => !benches.some(bench => bench.name === name))
if (unknown) {
  console.error(`There is no bench "${unknown}". There are:`)
  for (const { name, about } of benches) console.error(`  ${name.padEnd(10)} ${about}`)
  process.exitCode = 2
} else {
  console.log(`${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, Node ${process.version}`)
  for (const bench of benches) {
    if (names.length > 0 && !names.includes(bench.name)) continue
    console.log(`\n${bench.name}: ${bench.about}`)
    await bench.run(line => console.log(`  ${line}`))
  }
}
