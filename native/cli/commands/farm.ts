/** `iamg farm`: how a farm stands, and to empty it, to try again, to clear up. */
import type { Command } from "commander"
import { note } from "../../contract/codes/index.ts"
import type { FarmState } from "../../contract/farm.ts"
import { clearStore, drainFarm, farmState, forgetFailed, retryFailed } from "../../worker-farm/manage.ts"
import type { QueueServer } from "../../worker-farm/queue.ts"
import { openStore } from "../../worker-farm/store/store.ts"
import { type FarmOptions, placeOf, withFarm, withQueue, withQueueOf } from "../farm.ts"
import { countOption } from "../options.ts"
import { run } from "../run.ts"
import { columns, section } from "../text.ts"
import { UsageProblem } from "../usage-problem.ts"
import { help, megabytesText, say, text } from "../voice.ts"
import { addFarms } from "./farms.ts"

export function addFarm(program: Command): void {
  const farm = program.command("farm").description(help("farm.about"))
  const add = (name: "status" | "drain" | "retry") =>
    withQueueOf(farm.command(name)).description(help(`farm.${name}`))
  add("status").action(run((_context, options: FarmOptions) => onQueue(options, farmState), describeState))
  add("drain").action(
    run(
      (_context, options: FarmOptions) => onQueue(options, drainFarm),
      ({ removed }) => text("farm.drained", { count: removed }),
    ),
  )
  add("retry").action(
    run(
      (_context, options: FarmOptions) => onQueue(options, retryFailed),
      ({ retried }) => text("farm.retried", { count: retried }),
    ),
  )
  addFarms(farm)
  withFarm(farm.command("purge"))
    .description(help("farm.purge"))
    .addOption(countOption("--days <count>", help("farm.days")).default(30))
    .action(run((_context, options: PurgeOptions) => purge(options), describePurge))
}

const onQueue = async <Result>(options: FarmOptions, work: (server: QueueServer) => Promise<Result>) =>
  withQueue(await placeOf(options), work)

interface PurgeOptions extends FarmOptions {
  days: number
}

interface Purged {
  /** Failures that were forgotten; null without a queue. */
  failures: number | null
  /** What the store lost; null without a store. */
  stored: { removed: number; bytes: number } | null
}

async function purge({ days, ...options }: PurgeOptions): Promise<Purged> {
  const place = await placeOf(options)
  const { queue, store: address, environment } = place
  if (queue === undefined && address === undefined) throw new UsageProblem(note("cli.queue_or_store", {}))
  const failures = queue === undefined ? null : (await withQueue(place, forgetFailed)).removed
  if (address === undefined) return { failures, stored: null }
  const store = await openStore(address, environment)
  try {
    return { failures, stored: await clearStore(store, days) }
  } finally {
    store.close()
  }
}

const counted = (count: number): string => text("common.count", { count })

function describeState({ queues, workers, failures }: FarmState): string {
  const pace = (seconds: number | null) =>
    seconds === null ? text("common.unknown") : text("common.seconds", { seconds })
  const none = text("common.none")
  return [
    section(
      text("farm.queues"),
      queues.length === 0
        ? none
        : columns([
            [
              text("farm.name"),
              text("farm.waiting"),
              text("farm.drawing"),
              text("farm.again"),
              text("farm.failed"),
            ],
            ...queues.map(({ name, waiting, drawing, delayed, failed }) => [
              name,
              ...[waiting, drawing, delayed, failed].map(counted),
            ]),
          ]),
    ),
    section(
      text("farm.workers"),
      workers.length === 0
        ? none
        : columns([
            [
              text("farm.name"),
              text("farm.device"),
              text("farm.drawn"),
              text("farm.pace"),
              text("farm.item"),
            ],
            ...workers.map(({ id, device, drawn, pace: seconds, item }) => [
              id.slice(0, 8),
              device,
              counted(drawn),
              pace(seconds),
              item ?? "–",
            ]),
          ]),
    ),
    ...(failures.length > 0
      ? [section(text("farm.failures"), columns(failures.map(({ unit, reason }) => [unit, say(reason)])))]
      : []),
  ].join("\n\n")
}

const describePurge = ({ failures, stored }: Purged): string =>
  [
    ...(failures === null ? [] : [text("farm.forgotten", { count: failures })]),
    ...(stored === null
      ? []
      : [text("farm.cleared", { count: stored.removed, size: megabytesText(stored.bytes) })]),
  ].join("\n")
