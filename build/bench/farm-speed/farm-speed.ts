/**
 * How a farm grows: units through queue and store with a drawer that does nothing, what a waiting job takes in Redis, how
 * much of their time workers draw, and recipes planned a second. Needs redis-server or valkey-server.
 * IAMG_FARM_UNITS=100000 IAMG_FARM_ITEMS=100000 makes it the long run.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import sharp from "sharp"
import { noLog } from "../../../native/base/log/log.ts"
import type { Recipe } from "../../../native/contract/recipe.ts"
import type { DrawingStudio } from "../../../native/personalize/drawing-studio.ts"
import { hashOf } from "../../../native/worker-farm/blobs.ts"
import { FarmKey } from "../../../native/worker-farm/farm-key.ts"
import { recipeOfPicture } from "../../../native/worker-farm/fixtures.ts"
import { Planner } from "../../../native/worker-farm/planner.ts"
import { openQueueServer, type QueueServer, queueOf } from "../../../native/worker-farm/queue.ts"
import { openStore, type Store } from "../../../native/worker-farm/store/store.ts"
import { queueProgram, s3Program, TestQueue, TestS3 } from "../../../native/worker-farm/testing.ts"
import { type DrawUnit, startWorker } from "../../../native/worker-farm/worker.ts"
import { type Bench, figure, type Print } from "../figure.ts"
import { benchKey, drawNothing } from "./nothing.ts"
import { measurePlanning } from "./planning.ts"
import { counted, type Taken, WorkerProcess } from "./process.ts"
import { printScale, type UnitCost } from "./scale.ts"

const units = Number(process.env.IAMG_FARM_UNITS ?? 3000)
const key = new FarmKey(benchKey)
const waitingJobs = 2000
const sleptPerWorker = 20
/** As a set does. */
const takenAtOnce = 8
/** Units whose memory is compared with that of the last ones. */
const firstUnits = 500

interface Farm {
  server: QueueServer
  store: Store
  recipe: Recipe
  studio: DrawingStudio
}

/** Where a store is, for planner and worker alike. */
interface Place {
  name: string
  queue: string
  store: string
  environment: NodeJS.ProcessEnv
}

const folderIn = (dir: string) => ({ name: "a folder", store: join(dir, "store"), environment: {} })

export const bench: Bench = {
  name: "farm",
  about:
    "units through queue and store, memory, workers' efficiency, recipes planned (IAMG_FARM_UNITS, IAMG_FARM_ITEMS)",
  async run(print) {
    if (!queueProgram) return print("not run: neither valkey-server nor redis-server is on this machine")
    const dir = await mkdtemp(join(tmpdir(), "iamg-farm-bench-"))
    await mkdir(join(dir, "redis"))
    const queue = await TestQueue.start(join(dir, "redis"))
    try {
      const server = await openQueueServer(queue.address, {})
      const farm = { server, store: await openStore(join(dir, "store"), {}), ...(await oneItem(dir)) }
      await waiting(farm, print)
      const cost = await through(farm, { queue: queue.address, ...folderIn(dir) }, print)
      if (s3Program) await throughS3(farm, queue.address, dir, print)
      else print("not measured on S3: versitygw is not on this machine")
      printScale(cost, print)
      for (const workers of [1, 2, 4, 8]) await efficiency(farm, workers, print)
      await server.close()
      await measurePlanning(print)
    } finally {
      await queue.kill()
      await rm(dir, { recursive: true, force: true })
    }
  },
}

/** A recipe of a usual length, and a studio that has the one picture that it names. */
async function oneItem(dir: string): Promise<Pick<Farm, "recipe" | "studio">> {
  const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: "#3c6" } })
    .png()
    .toBuffer()
  const imageHash = hashOf(picture)
  await writeFile(join(dir, imageHash), picture)
  const words = (count: number, word: string) => Array.from({ length: count }, (_, at) => `${word} ${at}`)
  const neighbours = words(5, "neighbour").map(id => ({ id, similarity: 0.5, hash: hashOf(id) }))
  const { recipe, studio } = recipeOfPicture(imageHash, join(dir, imageHash))
  const plan: Recipe["plan"] = {
    ...recipe.plan,
    persona: { pseudonym: "persona-1", history: words(10, "item") },
    tags: { image: words(8, "tag"), text: words(8, "word"), own: [], tagger: "built-in/1:starter" },
    interests: words(5, "tag").map(tag => ({ tag, count: 3, pinned: false, from: words(3, "item") })),
    rewrite: { text: words(30, "a long text").join(", "), tokens: 70, limit: 77, cutTags: [], cutWords: 0 },
    textNeighbours: neighbours,
    imageNeighbours: neighbours,
  }
  return { recipe: { ...recipe, plan }, studio }
}

const withSeed = (recipe: Recipe, seed: number): Recipe => ({ ...recipe, made: { ...recipe.made, seed } })

const workerOf = ({ server, store, recipe }: Farm, draw: DrawUnit, concurrency: number) =>
  startWorker({
    server,
    store,
    key,
    models: [{ made: recipe.made, draw }],
    device: "cpu",
    tags: [],
    concurrency,
    log: noLog,
  })

/** Asks for `count` units and takes each, as a set does. @returns seconds */
async function drawn(farm: Farm, first: number, count: number): Promise<number> {
  const planner = new Planner({ ...farm, key, log: noLog })
  const began = performance.now()
  let asked = 0
  const asking = (async () => {
    for (; asked < count; asked++) await planner.ask(withSeed(farm.recipe, first + asked), farm.studio)
  })()
  let taken = 0
  const taking = async () => {
    while (taken < count) {
      const next = taken++
      while (next >= asked) await wait(1)
      await planner.take(withSeed(farm.recipe, first + next), false)
    }
  }
  await Promise.all(Array.from({ length: takenAtOnce }, taking))
  await asking
  const seconds = (performance.now() - began) / 1000
  await planner.close({ withdraw: true })
  return seconds
}

async function waiting(farm: Farm, print: Print): Promise<void> {
  const memory = async () => Number(/^used_memory:(\d+)/m.exec(await farm.server.redis.info("memory"))![1])
  const before = await memory()
  const planner = new Planner({ ...farm, key, window: waitingJobs, log: noLog })
  const began = performance.now()
  for (let seed = 0; seed < waitingJobs; seed++) await planner.ask(withSeed(farm.recipe, seed), farm.studio)
  const queue = farm.server.queue(queueOf(farm.recipe.made))
  while ((await queue.getWaitingCount()) < waitingJobs) await wait(5)
  const seconds = (performance.now() - began) / 1000
  print(figure("units asked for in a second, nobody drawing", waitingJobs / seconds, "units/s"))
  print(figure("a waiting job in Redis", ((await memory()) - before) / waitingJobs / 1024, "KB"))
  await planner.close({ withdraw: true })
  await queue.drain(true)
}

async function throughS3(farm: Farm, queue: string, dir: string, print: Print): Promise<void> {
  const server = await TestS3.start(join(dir, "s3"))
  const { environment } = server
  try {
    const place = { name: "an S3 server", queue, store: "s3://season/bench", environment }
    const store = await openStore(place.store, environment)
    await through({ ...farm, store }, place, print)
    store.close()
  } finally {
    await server.kill()
  }
}

/** The planner here, a worker in a process of its own. */
async function through(farm: Farm, place: Place, print: Print): Promise<UnitCost> {
  const { pack, adapter } = farm.recipe.made
  const args = [place.queue, place.store, JSON.stringify({ pack, adapter })]
  const worker = await WorkerProcess.start(args, place.environment)
  const here = counted(farm.store)
  await drawn({ ...farm, store: here.store }, 10_000_000, firstUnits)
  const before = { planner: here.taken(), worker: await worker.taken(), redis: await redisTaken(farm.server) }
  const seconds = await drawn({ ...farm, store: here.store }, 20_000_000, units)
  const after = { planner: here.taken(), worker: await worker.taken(), redis: await redisTaken(farm.server) }
  const gained = (who: "planner" | "worker", what: keyof Taken) => after[who][what] - before[who][what]
  const perUnit = (what: keyof Taken) => (gained("planner", what) + gained("worker", what)) / units
  const cost = {
    planner: gained("planner", "processor") / units,
    redis: (after.redis.processor - before.redis.processor) / units,
    commands: (after.redis.commands - before.redis.commands) / units,
    puts: perUnit("puts"),
    gets: perUnit("gets"),
  }
  const what = `units through queue and ${place.name} (${units})`
  print(figure(what, units / seconds, "units/s", { atLeast: 300 }))
  print(figure("the planner's processor time a unit", 1000 * cost.planner, "ms"))
  print(figure("the worker's processor time a unit", (1000 * gained("worker", "processor")) / units, "ms"))
  print(figure("Redis's processor time a unit", 1000 * cost.redis, "ms"))
  print(figure("memory that the planner gained meanwhile", gained("planner", "memory"), "MB", { atMost: 25 }))
  print(figure("memory that the worker gained meanwhile", gained("worker", "memory"), "MB", { atMost: 25 }))
  await worker.end()
  return cost
}

async function redisTaken({ redis }: QueueServer): Promise<{ commands: number; processor: number }> {
  const info = await redis.info()
  const field = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, "m").exec(info)![1])
  return {
    commands: field("total_commands_processed"),
    processor: field("used_cpu_user") + field("used_cpu_sys"),
  }
}

async function efficiency(farm: Farm, count: number, print: Print): Promise<void> {
  const sleeping: DrawUnit = async unit => {
    await wait(1000)
    return drawNothing(unit, new AbortController().signal)
  }
  const workers = await Promise.all(Array.from({ length: count }, () => workerOf(farm, sleeping, 2)))
  const seconds = await drawn(farm, 30_000_000 + count * 10_000, sleptPerWorker * count)
  print(
    figure(`share of time that ${count} workers draw, at 1 s a picture`, sleptPerWorker / seconds, "%", {
      atLeast: 0.97,
    }),
  )
  for (const worker of workers) await worker.close()
}
