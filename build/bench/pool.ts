/**
 * How the pool grows, in a folder and on a server that speaks S3: writing, indexing, the time of a question and its recall.
 * The curves go to out/bench/pool.png.
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { openPool, type Pool } from "../../native/pool/pool.ts"
import { s3Program, TestS3 } from "../../native/worker-farm/testing.ts"
import { type Curve, chart } from "./chart.ts"
import { type Bench, figure, type Print, quantile } from "./figure.ts"
import { clustered, poolRows } from "./pool-rows.ts"

/** The starter's. */
const width = 128
const sizes = (process.env.IAMG_POOL_SIZES ?? "10000,100000").split(",").map(Number)
const questions = 200
const comparedExactly = 20
const k = 10
const batch = 10_000

export const bench: Bench = {
  name: "pool",
  about: `the pool at ${sizes.join(", ")} items (IAMG_POOL_SIZES for others) in a folder and on S3: time to write and index, p50, p99, recall@${k}`,
  async run(print) {
    const dir = await mkdtemp(join(tmpdir(), "iamg-bench-pool-"))
    const curves: Curve[] = []
    try {
      curves.push(...(await measureAt("a folder", size => join(dir, String(size)), print)))
      if (s3Program) curves.push(...(await measureOnS3(dir, print)))
      else print("not measured on S3: versitygw is not on this machine")
    } finally {
      await rm(dir, { recursive: true, force: true })
    }
    const out = join("out", "bench")
    await mkdir(out, { recursive: true })
    const file = join(out, "pool.png")
    await sharp(Buffer.from(chart("The pool: milliseconds by items", curves)))
      .png()
      .toFile(file)
    print(`curves: ${file}`)
  },
}

/** LanceDB takes keys and address from the environment. */
async function measureOnS3(dir: string, print: Print): Promise<Curve[]> {
  const server = await TestS3.start(join(dir, "s3"))
  const ours = { ...server.environment, AWS_ALLOW_HTTP: "true" }
  const before = Object.keys(ours).map(name => [name, process.env[name]] as const)
  Object.assign(process.env, ours)
  try {
    return await measureAt("S3", size => `s3://season/pool-${size}`, print)
  } finally {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    await server.kill()
  }
}

async function measureAt(place: string, address: (size: number) => string, print: Print): Promise<Curve[]> {
  const half: Curve = { name: `${place}, half of the questions`, points: [] }
  const most: Curve = { name: `${place}, 99 of 100`, points: [] }
  for (const size of sizes) {
    const options = { pack: "0".repeat(64), textWidth: width, imageWidth: width }
    const pool = await openPool(address(size), options)
    try {
      const found = await measure(pool, `${size} items in ${place}`, size, print)
      half.points.push([size, found.half])
      most.points.push([size, found.most])
    } finally {
      pool.close()
    }
  }
  return [half, most]
}

async function measure(pool: Pool, what: string, size: number, print: Print) {
  const [texts, images] = [clustered(width, 1), clustered(width, 2)]
  let writing = 0
  for (let start = 0; start < size; start += batch) {
    const rows = poolRows(start, Math.min(batch, size - start), texts, images)
    writing += await seconds(() => pool.upsert(rows))
  }
  print(figure(`${what}, written`, writing, "s"))
  print(figure(`${what}, joined and indexed`, await seconds(() => pool.buildIndex()), "s"))
  // Items past the last one: near the catalog's, equal to none.
  const asked = Array.from({ length: questions }, (_, n) => images(10_000_000 + n))
  // The first questions open files and fill the memory; they aren't counted.
  for (const query of asked.slice(0, 3)) await pool.nearestImages(query, k)
  const times: number[] = []
  for (const query of asked) times.push(1000 * (await seconds(() => pool.nearestImages(query, k))))
  let hits = 0
  for (const query of asked.slice(0, comparedExactly)) {
    const exact = new Set((await pool.nearestImages(query, k, { search: "exact" })).map(({ id }) => id))
    hits += (await pool.nearestImages(query, k)).filter(({ id }) => exact.has(id)).length
  }
  const [half, most] = [quantile(times, 0.5), quantile(times, 0.99)]
  print(figure(`${what}, p50`, half, "ms"))
  print(figure(`${what}, p99`, most, "ms"))
  print(figure(`${what}, recall@${k}`, hits / (comparedExactly * k), "%"))
  print(figure("memory of this process", process.memoryUsage().rss / 1e6, "MB"))
  return { half, most }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}
