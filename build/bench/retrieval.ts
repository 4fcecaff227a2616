/** How fast and how right the pool finds neighbours: exact search, and the HNSW graph above 10,000 items. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openPool, type Pool } from "../../native/pool/pool.ts"
import { type Bench, figure, median, type Print } from "./figure.ts"
import { clustered, poolRows } from "./pool-rows.ts"

/** Widths of Stable Diffusion 1.5's text encoder and of IP-Adapter's image encoder. */
const textWidth = 768
const imageWidth = 1024

const queries = 30
const k = 10
const batch = 5000

export const bench: Bench = {
  name: "retrieval",
  about: "nearest neighbours at 10,000 and 100,000 items: median time, processor time and recall@10",
  async run(print) {
    for (const count of [10_000, 100_000]) await measure(count, print)
  },
}

async function measure(count: number, print: Print): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "retrieval-"))
  const pool = await openPool(dir, { pack: "0".repeat(64), textWidth, imageWidth })
  try {
    const [texts, images] = [clustered(textWidth, 1), clustered(imageWidth, 2)]
    let writing = 0
    for (let start = 0; start < count; start += batch) {
      const made = poolRows(start, batch, texts, images)
      writing += await seconds(() => pool.upsert(made))
    }
    const indexing = await seconds(() => pool.buildIndex())
    print(figure(`${count} items, written`, writing, "s"))
    print(figure(`${count} items, joined and indexed`, indexing, "s"))
    const searched = { text: [texts, pool.nearestTexts], image: [images, pool.nearestImages] } as const
    for (const [which, [vector, nearest]] of Object.entries(searched)) {
      await search(`${count} items, ${which}`, vector, nearest.bind(pool), count > 10_000, print)
    }
    print(figure(`${count} items, kept in memory`, (await pool.copiedBytes()) / 1e6, "MB"))
  } finally {
    pool.close()
    await rm(dir, { recursive: true })
  }
}

async function search(
  which: string,
  vector: (item: number) => Float32Array,
  nearest: Pool["nearestTexts"],
  indexed: boolean,
  print: Print,
): Promise<void> {
  const times = { exact: [] as number[], auto: [] as number[] }
  const processor: number[] = []
  let hits = 0
  for (let query = 0; query <= queries; query++) {
    // Items past the last one: near the catalog's, equal to none.
    const asked = vector(10_000_000 + query)
    const found = { exact: [] as string[], auto: [] as string[] }
    for (const mode of ["exact", "auto"] as const) {
      const before = process.cpuUsage()
      const time = await seconds(async () => {
        found[mode] = (await nearest(asked, k, { search: mode })).map(({ id }) => id)
      })
      // The first questions open files and fill the memory; they aren't counted.
      if (query > 0) times[mode].push(1000 * time)
      const { user, system } = process.cpuUsage(before)
      if (query > 0 && mode === "auto") processor.push((user + system) / 1000)
    }
    if (query > 0) hits += found.auto.filter(id => found.exact.includes(id)).length
  }
  print(figure(`${which}, exact`, median(times.exact), "ms"))
  print(figure(`${which}, processor time`, median(processor), "ms"))
  if (!indexed) return
  print(figure(`${which}, HNSW`, median(times.auto), "ms"))
  print(figure(`${which}, recall@${k} of HNSW`, hits / (queries * k), "%"))
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}
