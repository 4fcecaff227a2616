/** The engine process of `iamg serve`: an engine, and the server that a browser reaches it by. */
import { openLog } from "../../base/log/log.ts"
import { note } from "../../contract/codes/index.ts"
import { reasonOf } from "../../contract/errors.ts"
import type { EngineState } from "../../contract/shell.ts"
import { forkTrainer } from "../../training/process/fork.ts"
import type { Engine } from "../context.ts"
import { startProblemOf } from "../problem.ts"
import { loadEngine } from "./load-engine.ts"
import type { FromChild, ToChild } from "./messages.ts"
import { type Server, startServer } from "./server.ts"

let engine: Engine | undefined
let server: Server | undefined
/** A link that came before the server was there. */
let renewed: string | undefined
let closing = false

/** Until the engine has one: its last lines are kept by the process that started this one. */
const startLog = openLog({ source: "engine", dir: null, watched: { stream: process.stderr, from: "warn" } })
const log = () => engine?.log ?? startLog
const send = (message: FromChild) => process.send?.(message)
const sendLast = (message: FromChild) => process.send?.(message, () => process.exit(1)) ?? process.exit(1)

/** Milliseconds. */
const longestClose = 10_000
/** How long the engine waits for a browser to ask for the page, and then for a pause in its requests. */
const waitForPage = 400
const pauseOfPage = 60

/** Listens first, and lets a browser that opens the page begin before the engine's code takes the processor. */
async function start(message: Extract<ToChild, { type: "start" }>): Promise<void> {
  const { port, pageDir, secrets, lost } = message
  let state: EngineState = { state: "starting" }
  const onLinkUsed = () => send({ type: "link-used" })
  let come = (_engine: Promise<Engine>) => {}
  const coming = new Promise<Engine>(settle => {
    come = settle
  })
  try {
    const quiet = new Quiet(waitForPage)
    const onAnswered = () => quiet.wait(pauseOfPage)
    const serving = { port, pageDir, secrets, state: () => state, onLinkUsed, onAnswered, log }
    server = await startServer(coming, serving)
    if (renewed !== undefined) server.renewLink(renewed)
    send({ type: "listening", port: server.port })
    await quiet.reached
    const opening = loadEngine().then(({ createEngine }) => createEngine(message.engine, forkTrainer))
    come(opening)
    engine = await opening
    state = { state: "running", ...lost }
    send({ type: "ready" })
  } catch (error) {
    const problem = startProblemOf(error)
    if (problem.code === "engine.not_started") log().error("start", error)
    sendLast({ type: "failed", problem })
  }
}

/** Is reached when nothing set its wait again before the wait was over. */
class Quiet {
  #timer: NodeJS.Timeout | undefined
  #settle = () => {}
  readonly reached = new Promise<void>(settle => {
    this.#settle = settle
  })

  constructor(milliseconds: number) {
    this.wait(milliseconds)
  }

  wait(milliseconds: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#settle, milliseconds)
  }
}

function renewLink(link: string): void {
  renewed = link
  server?.renewLink(link)
}

async function close(): Promise<void> {
  if (closing) return
  closing = true
  // The parent may be gone, and then it can't kill this process.
  setTimeout(() => process.exit(1), longestClose).unref()
  await server?.close()
  await engine?.close()
  process.exit()
}

process.on("message", (message: ToChild) => {
  if (message.type === "start") void start(message)
  else if (message.type === "link") renewLink(message.link)
  else void close()
})
// The parent is gone, however it went.
process.on("disconnect", () => void close())
// Ctrl-C reaches the whole terminal group; only the parent decides how to react.
process.on("SIGINT", () => undefined)
process.on("SIGTERM", () => void close())

// A process in an unknown state writes nothing more; the workspace survives that at any moment.
process.on("uncaughtException", error => {
  log().error("engine", error)
  const reason = note("engine.broke", { reason: reasonOf(error) })
  void log()
    .close()
    .finally(() => sendLast({ type: "dying", reason }))
})

// Where its words went is gone: the parent's end is heard by other means.
process.stderr.on("error", () => undefined)
