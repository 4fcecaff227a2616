/** Taking in a large export of a shop, with faulty rows: seconds, and how much memory it takes. */
import { once } from "node:events"
import { createWriteStream } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { importCatalog } from "../../native/catalog/import/import.ts"
import { Problems } from "../../native/catalog/import/problems.ts"
import { readRecords } from "../../native/catalog/import/records.ts"
import { createWorkspace } from "../../native/catalog/workspace.ts"
import { type Bench, figure } from "./figure.ts"

/** Memory grows with the products, which are taken together or not at all: by about 1.3 kB each (50,000 and 200,000 rows compared). */
const rows = Number(process.env.IAMG_ROWS ?? 50_000)
const faulty = rows / 100
/** Rows of one product: its own, a variant, a further picture. */
const rowsOfProduct = 4

export const bench: Bench = {
  name: "import",
  about: `a Shopify export of ${rows} rows, ${faulty} of them faulty, which all name one small picture (IAMG_ROWS for another number)`,
  async run(print) {
    const dir = await mkdtemp(join(tmpdir(), "iamg-bench-import-"))
    try {
      const file = join(dir, "products_export_1.csv")
      await writeExport(file)
      const grey = { width: 16, height: 16, channels: 3, background: "grey" } as const
      await sharp({ create: grey }).png().toFile(join(dir, "a.png"))

      const problems = new Problems()
      const reading = await measured(async () => {
        for await (const _ of readRecords(file, "item", problems));
      })
      print(figure("reading the rows", reading.seconds, "s"))
      print(figure("memory that reading takes", reading.megabytes, "MB"))
      print(figure("rows that reading refuses", problems.refused.item, ""))

      const workspace = await createWorkspace(join(dir, "workspace"))
      const taking = await measured(async () => {
        const { items, problems } = await importCatalog(workspace, dir, { scenarios: ["product"] })
        print(figure("products taken", items.added, ""))
        print(figure("rows refused", problems.length, ""))
      })
      await workspace.close()
      print(figure("import", taking.seconds, "s", { atMost: 60 }))
      print(figure("memory that the import takes", taking.megabytes, "MB"))
    } finally {
      await rm(dir, { recursive: true, force: true })
    }
  },
}

async function writeExport(file: string): Promise<void> {
  const stream = createWriteStream(file)
  stream.write(
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Option1 Value,Variant SKU,Variant Price,Image Src\n",
  )
  for (let row = 0; row < rows; row++) {
    const product = Math.floor(row / rowsOfProduct)
    const first = row % rowsOfProduct === 0
    const words = `<p>Number ${product}, &amp; made of ""wood"", for every day.</p>\n<p>${"soft and warm, ".repeat(20)}</p>`
    const own = first ? `Product ${product},"${words}",Acme,Home,"red, round"` : ",,,,"
    // Faulty rows have a stray quote, or a field too few.
    const every = rows / faulty
    const fault = row % every !== 1 ? "" : Math.floor(row / every) % 2 === 0 ? '"' : "drop"
    const rest = fault === "drop" ? `S-${row},9.90` : `${row % 3},${fault}S-${row},9.90,a.png`
    if (!stream.write(`product-${product},${own},${rest}\n`)) await once(stream, "drain")
  }
  stream.end()
  await once(stream, "finish")
}

/** Seconds, and by how much the process grew meanwhile. */
async function measured(work: () => Promise<void>): Promise<{ seconds: number; megabytes: number }> {
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 20)
  const start = performance.now()
  await work()
  clearInterval(watch)
  return { seconds: (performance.now() - start) / 1000, megabytes: (most - before) / 1e6 }
}
