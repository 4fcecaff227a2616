/** `iamg worker`: draws for others, until Ctrl-C. */
import { join, resolve } from "node:path"
import type { Command } from "commander"
import { openLog } from "../../base/log/log.ts"
import { note } from "../../contract/codes/index.ts"
import type { Device, PrecisionChoice } from "../../contract/settings.ts"
import { builtInTagger } from "../../interests/built-in-tagger.ts"
import { clipEmbedder } from "../../interests/clip-embedder.ts"
import { endpointTagger } from "../../interests/endpoint-tagger.ts"
import { BlobCache } from "../../worker-farm/blob-cache.ts"
import { type ListedModel, openModels } from "../../worker-farm/models.ts"
import { type ListedTagger, startTaskWorker } from "../../worker-farm/preparing/task-worker.ts"
import { checkTag } from "../../worker-farm/queue.ts"
import { drawnModel, startWorker } from "../../worker-farm/worker.ts"
import { type FarmOptions, withFarm, withOpenFarm } from "../farm.ts"
import {
  countOption,
  deviceOption,
  type EndpointOptions,
  endpointOf,
  precisionOption,
  readOption,
  repeated,
  withEndpoint,
} from "../options.ts"
import { cacheDir, starterPack } from "../places.ts"
import { type Context, run } from "../run.ts"
import { columns } from "../text.ts"
import { UsageProblem } from "../usage-problem.ts"
import { help, text } from "../voice.ts"

interface Options extends FarmOptions, EndpointOptions {
  pack?: string[]
  adapter?: string[]
  lora?: string[]
  device: Device | "auto"
  precision: PrecisionChoice
  tags?: string[]
  concurrency: number
  metrics?: Place
  jsonLog?: boolean
  perMinute?: number
  verbose?: boolean
}

interface Result {
  device: string
  drawn: number
  found: number
  failed: number
}

export function addWorker(program: Command): void {
  const command = withFarm(program.command("worker"))
    .description(help("worker.about"))
    .option("--pack <dir>", help("worker.pack"), repeated)
    .option("--adapter <dir>", help("worker.adapter"), repeated)
    .option("--lora <file>", help("worker.lora"), repeated)
    .addOption(deviceOption())
    .addOption(precisionOption())
    .addOption(countOption("--concurrency <count>", help("worker.concurrency")).default(2))
    .option("--tags <tag>", help("worker.tags"), repeated)
    .addOption(
      readOption("--metrics <address>", help("worker.metrics"), note("cli.metrics_place", {}), readPlace),
    )
    .option("--json-log", help("worker.jsonLog"))
  withEndpoint(command, help("worker.endpoint"))
    .addOption(countOption("--per-minute <count>", help("worker.perMinute")))
    .action(run(work, describe))
}

async function work({ signal }: Context, options: Options): Promise<Result> {
  const {
    pack = [starterPack],
    adapter = [],
    lora = [],
    device: wanted,
    precision,
    tags = [],
    concurrency,
    jsonLog,
    verbose,
  } = options
  if (concurrency === 0) throw new UsageProblem(note("cli.at_least_one", { flag: "--concurrency" }))
  if (options.perMinute === 0) throw new UsageProblem(note("cli.at_least_one", { flag: "--per-minute" }))
  tags.forEach(checkTag)
  const endpoint = endpointTaggerOf(options)
  return withOpenFarm(options, async farm => {
    const cache = cacheDir()
    const full = (paths: readonly string[]) => paths.map(path => resolve(path))
    const list = await openModels(
      { packs: full(pack), adapters: full(adapter), loras: full(lora) },
      { device: wanted, precision, cacheDir: cache },
    )
    const log = openLog({
      source: "command",
      dir: null,
      watched: { stream: process.stderr, from: verbose ? "debug" : "info", as: jsonLog ? "json" : "text" },
    })
    try {
      const blobs = await BlobCache.open(join(cache, "farm"), farm.store)
      const { device } = list.models[0]!.runtime
      const models = list.models.map(model => drawnModel(model, blobs))
      const metrics = options.metrics && (await openMetrics(device, options.metrics))
      const { figures } = metrics ?? {}
      const worker = await startWorker({ ...farm, models, device, tags, concurrency, log, metrics: figures })
      const preparing = await startTaskWorker({
        ...farm,
        models: list.models,
        taggers: [...taggersOf(list.models), ...endpoint],
        blobs,
        device,
        tags,
        log,
      })
      await new Promise<void>(end => {
        if (signal.aborted) end()
        else signal.addEventListener("abort", () => end(), { once: true })
      })
      await Promise.all([worker.close(), preparing.close()])
      await metrics?.close()
      const { drawn, found, failed } = worker.state
      return { device, drawn, found, failed }
    } finally {
      await log.close()
      await list.close()
    }
  })
}

/** The endpoint that it may tag by, if any. @throws UsageProblem for a part of one */
function endpointTaggerOf({ perMinute, ...options }: Options): ListedTagger[] {
  if (options.endpoint === undefined && options.model === undefined && perMinute === undefined) return []
  const endpoint = endpointOf(options)
  return [{ tagger: endpointTagger({ ...endpoint, cacheDir: join(cacheDir(), "tags") }), perMinute }]
}

/** The packs' own, where they have a CLIP pair. */
const taggersOf = (models: readonly ListedModel[]): ListedTagger[] =>
  models
    .filter(({ pack, adapter }) => pack.has("clip_text") && adapter === null)
    .map(({ pipeline }) => ({ tagger: builtInTagger(clipEmbedder(pipeline)) }))

interface Place {
  host: string
  port: number
}

/** `9464` is on this machine alone, `0.0.0.0:9464` for others, too. */
function readPlace(raw: string): Place | undefined {
  const [, host = "127.0.0.1", digits] = /^(?:([\w.-]+|\[[\da-f:]+\]):)?(\d{1,5})$/i.exec(raw) ?? []
  const port = Number(digits)
  return digits && port <= 65_535 ? { host: host.replaceAll(/[[\]]/g, ""), port } : undefined
}

async function openMetrics(device: string, place: Place) {
  const { serveMetrics, workerMetrics } = await import("../../worker-farm/metrics.ts")
  const figures = workerMetrics(device)
  const { close } = await serveMetrics(figures, place)
  return { figures, close }
}

const describe = ({ device, drawn, found, failed }: Result): string =>
  columns([
    [text("worker.drawn"), text("common.count", { count: drawn })],
    [text("worker.found"), text("common.count", { count: found })],
    [text("worker.failed"), text("common.count", { count: failed })],
    [text("worker.device"), device],
  ])
