/** The engine process of the desktop shell (a utilityProcess): an engine, and calls for every page's port. */
import type { MessagePortMain } from "electron"
import { note } from "../native/contract/codes/index.ts"
import { reasonOf } from "../native/contract/errors.ts"
import { maxWaitingBytes, readReceipt, sizeOf } from "../native/contract/shell.ts"
import type { Engine } from "../native/engine/context.ts"
import { createEngine } from "../native/engine/engine.ts"
import { openLog } from "../native/engine/log.ts"
import { pictureAt } from "../native/engine/pictures.ts"
import { startProblemOf } from "../native/engine/problem.ts"
import { createRpc, type PageCalls } from "../native/engine/rpc.ts"
import type { FromEngine, ToEngine } from "./messages.ts"
import type { Picture } from "./page.ts"
import { TrainerRequests } from "./trainers.ts"

/** Until the engine has one: its last lines are kept by the shell. */
const startLog = openLog({ source: "engine", dir: null, watched: { stream: process.stderr, from: "warn" } })
const log = () => engine?.log ?? startLog
const shell = process.parentPort
const tell = (message: FromEngine) => shell.postMessage(message)

const trainers = new TrainerRequests(tell)

let engine: Engine | undefined
let openCalls: ReturnType<typeof createRpc> | undefined
let closing = false

async function start(options: Extract<ToEngine, { type: "start" }>["engine"]): Promise<void> {
  try {
    const opened = await createEngine(options, trainers.start)
    engine = opened
    openCalls = createRpc(opened, opened.log)
    tell({ type: "ready" })
  } catch (error) {
    const problem = startProblemOf(error)
    if (problem.code === "engine.not_started") log().error("start", error)
    tell({ type: "failed", problem })
    setImmediate(() => process.exit(1))
  }
}

function connect(port: MessagePortMain): void {
  if (!openCalls) {
    port.close()
    return
  }
  // The page says what it has read: a port doesn't tell how much waits in it.
  let unread = 0
  const calls: PageCalls = openCalls(message => {
    if (unread > maxWaitingBytes) {
      port.close()
      calls.close()
      return
    }
    unread += sizeOf(message)
    port.postMessage(message)
  })
  port.on("message", ({ data }) => {
    const read = readReceipt(data)
    if (read !== null) {
      unread = Math.max(0, unread - read)
      return
    }
    calls.message(typeof data === "string" ? data : new Uint8Array(data)).catch(error => {
      log().error("message of a page", error)
      port.close()
    })
  })
  port.on("close", () => calls.close())
  port.start()
}

/** One that can't be read is shown as none. */
async function picture(url: string): Promise<Picture | null> {
  try {
    const found = engine && (await pictureAt(new URL(url), engine.images))
    return found ? { ...found, bytes: new Uint8Array(found.bytes) } : null
  } catch (error) {
    log().error("picture", error)
    return null
  }
}

async function close(): Promise<void> {
  if (closing) return
  closing = true
  await engine?.close()
  process.exit()
}

async function take(message: ToEngine, ports: readonly MessagePortMain[]): Promise<void> {
  if (message.type === "start") return start(message.engine)
  if (message.type === "connect") return ports.forEach(connect)
  if (message.type === "close") return close()
  if (message.type === "from-trainer" || message.type === "trainer-exited") return trainers.take(message)
  const { id } = message
  if (message.type === "picture") {
    return tell({ type: "picture", id, picture: await picture(message.url) })
  }
  if (engine) tell({ type: "granted", id, handle: engine.grantFolder(message.path) })
}

shell.on("message", ({ data, ports }) => {
  take(data as ToEngine, ports).catch(error =>
    log().error("message", error, { type: (data as ToEngine).type }),
  )
})

process.on("uncaughtException", error => {
  log().error("engine", error)
  tell({ type: "dying", reason: note("engine.broke", { reason: reasonOf(error) }) })
  void log()
    .close()
    .finally(() => process.exit(1))
})
