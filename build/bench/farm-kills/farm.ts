/**
 * A farm whose workers, planner and queue are killed at random moments, until sets are drawn with so many kills. What is
 * said to be done must be there, and each set's files must be those that one machine draws alone.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { once } from "node:events"
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setTimeout as wait } from "node:timers/promises"
import type { ImageSetReport } from "../../../native/contract/image-set.ts"
import { openSmallStudio, smallSet } from "../../../native/exporting/image-set/fixtures.ts"
import { makeImageSet } from "../../../native/exporting/image-set/make.ts"
import { Session } from "../../../native/personalize/session.ts"
import { TestQueue } from "../../../native/worker-farm/testing.ts"
import { scenariosDir, tinyPack } from "../kills/act.ts"
import { programs } from "./programs.ts"
import { Standing } from "./standing.ts"

export type Victim = "worker" | "worker, asked to end" | "planner" | "queue"

export interface KillTally {
  kills: Record<Victim, number>
  sets: number
  files: number
  /** Units that were drawn again because whoever drew them was killed, or couldn't say so in time. */
  drawnAgain: number
  /** Processes that ended because the queue was away at their start, and were started again. */
  startedAgain: number
  /** The longest that a unit lay with nobody while a worker and the queue were there, in milliseconds. */
  longestStanding: number
  /** The longest from SIGTERM to a worker's end, in milliseconds. */
  longestEnd: number
  problems: string[]
  /** What sets left out. */
  skipped: ImageSetReport["skipped"]
}

export interface KillOptions {
  kills: number
  /** Pictures of each item and persona: a set has twelve times as many. */
  variants: number
  random: () => number
  /** An item that workers die of. */
  poison?: string
  onKill?: (victim: Victim, n: number) => void
}

const key = "a key of tests that is long enough."
const workerCount = 2
/** Most of what a set takes after the last kill, in milliseconds. */
const longestSet = 300_000
/** Most from SIGTERM to a worker's end, in milliseconds. */
const longestAskedEnd = 30_000

/** @param options its programs are built before: programs.ts */
export async function killFarm(options: KillOptions): Promise<KillTally> {
  const root = await mkdtemp(join(tmpdir(), "iamg-farm-kills-"))
  await mkdir(join(root, "redis"))
  const queue = await TestQueue.start(join(root, "redis"))
  const farm = new Killed(root, queue, options)
  try {
    await (await openSmallStudio(root)).close()
    await farm.kill()
    return farm.tally
  } finally {
    await farm.close()
    await rm(root, { recursive: true, force: true })
  }
}

/** A process of the farm. */
interface Running {
  child: ChildProcess
  isReady: boolean
  /** It ends because we want it to. */
  isToEnd: boolean
  ended: Promise<unknown>
}

interface Said {
  ready?: true
  drawn?: string
  done?: number
  files?: number
  skipped?: ImageSetReport["skipped"]
}

class Killed {
  readonly tally: KillTally = {
    kills: { worker: 0, "worker, asked to end": 0, planner: 0, queue: 0 },
    sets: 0,
    files: 0,
    drawnAgain: 0,
    startedAgain: 0,
    longestStanding: 0,
    longestEnd: 0,
    problems: [],
    skipped: [],
  }
  readonly #root: string
  readonly #queue: TestQueue
  readonly #options: KillOptions
  readonly #workers: Running[] = []
  readonly #drawn = new Set<string>()
  #planner: Running | null = null
  #report: Said | null = null
  #done = 0
  #isOver = false

  constructor(root: string, queue: TestQueue, options: KillOptions) {
    this.#root = root
    this.#queue = queue
    this.#options = options
  }

  async kill(): Promise<void> {
    for (let n = 0; n < workerCount; n++) this.#startWorker(n)
    const standing = new Standing(this.#queue.port, () => this.#workers.some(({ isReady }) => isReady))
    try {
      await this.#killWhileDrawing()
      this.tally.longestStanding = await standing.end()
      this.tally.problems.push(...(await standing.leftOver()))
    } finally {
      await standing.close()
    }
  }

  async #killWhileDrawing(): Promise<void> {
    let kills = 0
    for (let set = 0; set === 0 || kills < this.#options.kills; set++) {
      const out = join(this.#root, `out-${set}`)
      const wanted = await this.#drawnAlone(set)
      this.#done = 0
      this.#report = null
      this.#startPlanner(set, out)
      while (kills < this.#options.kills && (await this.#untilMoment())) {
        const victim = this.#anyVictim()
        await this.#strike(victim, set, out)
        this.tally.kills[victim]++
        this.#options.onKill?.(victim, ++kills)
      }
      await this.#untilReported()
      await this.#compare(set, out, wanted)
    }
  }

  async close(): Promise<void> {
    this.#isOver = true
    for (const running of [...this.#workers, ...(this.#planner ? [this.#planner] : [])]) await end(running)
    await this.#queue.kill()
  }

  /** The files of a set, as one machine draws them. */
  async #drawnAlone(set: number): Promise<string[]> {
    const studio = await openSmallStudio(join(this.#root, `alone-${set}`))
    const items = (await studio.workspace.items()).map(({ id }) => id).sort()
    const settings = this.#settingsOf(set)
    const out = join(this.#root, `alone-${set}`, "out")
    await makeImageSet(
      new Session(studio),
      await smallSet(studio, { items, contactSheet: false, settings }),
      out,
    )
    await studio.close()
    return hashesIn(out)
  }

  #settingsOf(set: number) {
    const { variants } = this.#options
    return { width: 64, height: 64, steps: 2, count: variants, history: 3, neighbours: 2, seed: 1000 * set }
  }

  /** @returns false when the set came to its end before */
  async #untilMoment(): Promise<boolean> {
    const until = performance.now() + 200 + this.#options.random() * 2500
    while (performance.now() < until && !this.#report) await wait(20)
    return !this.#report
  }

  #anyVictim(): Victim {
    const dice = this.#options.random()
    return dice < 0.4 ? "worker" : dice < 0.5 ? "worker, asked to end" : dice < 0.75 ? "planner" : "queue"
  }

  async #strike(victim: Victim, set: number, out: string): Promise<void> {
    if (victim === "queue") {
      await this.#queue.kill()
      await wait(this.#options.random() * 1500)
      await this.#queue.start()
    } else if (victim === "planner") {
      await end(this.#planner!)
      // Between its last word and its death it may have come to the end.
      if (this.#report) return
      await this.#checkDone(out)
      this.#startPlanner(set, out)
    } else {
      const n = Math.floor(this.#options.random() * workerCount)
      if (victim === "worker") await end(this.#workers[n]!)
      else await this.#ask(this.#workers[n]!)
      this.#startWorker(n)
    }
  }

  /** One that is still starting has no work to hand back, and ends at once. */
  async #ask(worker: Running): Promise<void> {
    const { isReady, child, ended } = worker
    worker.isToEnd = true
    const asked = performance.now()
    child.kill("SIGTERM")
    const late = setTimeout(() => {
      this.tally.problems.push("a worker doesn't end when it is asked to")
      child.kill("SIGKILL")
    }, longestAskedEnd)
    await ended
    clearTimeout(late)
    if (!isReady) return
    this.tally.longestEnd = Math.max(this.tally.longestEnd, performance.now() - asked)
    if (child.exitCode !== 0)
      this.tally.problems.push(`a worker that was asked to end ended with ${child.exitCode}`)
    await end(worker)
  }

  async #checkDone(out: string): Promise<void> {
    const there = await picturesIn(out)
    if (there.length < this.#done)
      this.tally.problems.push(`${this.#done} files were said to be there, and ${there.length} are`)
  }

  async #untilReported(): Promise<void> {
    const until = performance.now() + longestSet
    while (!this.#report) {
      await wait(50)
      if (performance.now() > until) throw new Error(`the set stands still at ${this.#done} files`)
    }
    await this.#planner!.ended
  }

  async #compare(set: number, out: string, wanted: readonly string[]): Promise<void> {
    const { files, skipped = [] } = this.#report!
    const found = await hashesIn(out)
    this.tally.sets++
    this.tally.files += found.length
    this.tally.skipped.push(...skipped)
    if (this.#options.poison !== undefined) return
    if (files !== wanted.length || skipped.length > 0)
      this.tally.problems.push(`set ${set}: ${files} files, left out ${JSON.stringify(skipped)}`)
    // Names hold pseudonyms, which are the workspace's own; the files themselves say nothing of personas.
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      this.tally.problems.push(`set ${set}: other files than one machine draws`)
  }

  #startWorker(n: number): void {
    const running = this.#start("worker", () => this.#startWorker(n), join(this.#root, `cache-${n}`))
    this.#workers[n] = running
    this.#hear(running, ({ drawn }) => {
      if (drawn === undefined) return
      if (this.#drawn.has(drawn)) this.tally.drawnAgain++
      this.#drawn.add(drawn)
    })
  }

  #startPlanner(set: number, out: string): void {
    const settings = JSON.stringify(this.#settingsOf(set))
    const workspace = join(this.#root, "workspace")
    const again = () => this.#startPlanner(set, out)
    const running = this.#start("planner", again, scenariosDir, workspace, out, settings)
    this.#planner = running
    this.#hear(running, said => {
      if (said.done !== undefined) this.#done = said.done
      if (said.files !== undefined) this.#report = said
    })
  }

  get #storeDir(): string {
    return join(this.#root, "store")
  }

  /** @param again what a supervisor does where it ends because its queue was away at its start */
  #start(script: keyof typeof programs, again: () => void, ...args: string[]): Running {
    const given = [programs[script], this.#queue.address, this.#storeDir, tinyPack, ...args]
    const child = spawn(process.execPath, given, {
      env: { ...process.env, IAMG_FARM_KEY: key, IAMG_FARM_POISON: this.#options.poison ?? "" },
      stdio: ["ignore", "pipe", "pipe"],
    })
    let errors = ""
    child.stderr!.on("data", (data: Buffer) => {
      errors = `${errors}${data}`.slice(-5000)
    })
    const running: Running = { child, isReady: false, isToEnd: false, ended: once(child, "close") }
    child.once("close", code => {
      running.isReady = false
      if (running.isToEnd || this.#isOver || code === 0) return
      const isPoisoned = child.signalCode === "SIGKILL" && this.#options.poison !== undefined
      if (!isPoisoned && !errors.includes("farm.queue_unreachable"))
        this.tally.problems.push(`${script} ended with ${code} by itself: ${errors}`)
      this.tally.startedAgain++
      setTimeout(() => this.#isOver || running.isToEnd || again(), 500)
    })
    return running
  }

  #hear(running: Running, take: (said: Said) => void): void {
    createInterface(running.child.stdout!).on("line", line => {
      // A kill may cut the last line.
      if (!line.endsWith("}")) return
      const said: Said = JSON.parse(line)
      if (said.ready) running.isReady = true
      take(said)
    })
  }
}

async function end(running: Running): Promise<void> {
  running.isReady = false
  running.isToEnd = true
  running.child.kill("SIGKILL")
  await running.ended
}

const picturesIn = async (dir: string): Promise<string[]> =>
  (await readdir(dir, { recursive: true }).catch(() => [])).filter(name => name.endsWith(".png"))

async function hashesIn(dir: string): Promise<string[]> {
  const hashes: string[] = []
  for (const name of await picturesIn(dir))
    hashes.push(
      createHash("sha256")
        .update(await readFile(join(dir, name)))
        .digest("hex"),
    )
  return hashes.sort()
}
