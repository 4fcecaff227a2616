import { mkdtemp } from "node:fs/promises"
import { openParsers } from "./bench/fuzz/fuzz.ts"

const dir = await mkdtemp("/tmp/iamg-fuzz-")
const p = (await openParsers(dir)).find(p => p.name === "items.csv (own)")!
for (const n of [15000, 30000]) {
  const t = performance.now()
  try {
    await p.parse(Buffer.from("[".repeat(n)))
  } catch (e: any) {
    console.log(String(e.stack).slice(0, 200))
  }
  console.log(n, performance.now() - t)
}
process.exit()
