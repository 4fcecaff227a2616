/** The shell's end of one engine process: a child for the supervisor, and the few things the shell itself asks of it. */
import type { MessagePortMain, UtilityProcess } from "electron"
import { note } from "../native/contract/codes/index.ts"
import type { Note } from "../native/contract/note.ts"
import { keepLastLines, type Log, panicReason } from "../native/engine/log.ts"
import type { EngineChild } from "../native/engine/supervisor.ts"
import type { FromEngine, ToEngine, TrainerRequest } from "./messages.ts"
import type { Picture } from "./page.ts"
import { Trainers } from "./trainers.ts"

type Process = Pick<UtilityProcess, "postMessage" | "kill" | "stderr"> & {
  on(event: "message", listener: (message: FromEngine) => void): unknown
  on(event: "exit", listener: (code: number) => void): unknown
}

export class EngineLink implements EngineChild {
  readonly ready: EngineChild["ready"]
  readonly exited: EngineChild["exited"]
  readonly #process: Process
  readonly #waiting = new Map<number, (answer: Picture | string | null) => void>()
  #lastId = 0

  /** `startTrainer` makes a process for a training that the engine asks for. */
  constructor(
    engine: Process,
    start: Extract<ToEngine, { type: "start" }>,
    startTrainer: ConstructorParameters<typeof Trainers>[0],
    log: Log,
  ) {
    this.#process = engine
    const lastLines = keepLastLines(engine.stderr, process.stderr)
    const trainers = new Trainers(startTrainer, message => this.#send(message))
    let lastWords: Note | undefined
    this.ready = new Promise(settle => {
      engine.on("message", message => {
        if (message.type === "ready") settle({ ok: true })
        else if (message.type === "failed") settle({ ok: false, problem: message.problem })
        else if (message.type === "dying") lastWords = message.reason
        else if (isTrainerRequest(message)) trainers.take(message)
        else this.#settle(message.id, message.type === "picture" ? message.picture : message.handle)
      })
    })
    this.exited = new Promise(settle => {
      engine.on("exit", code => {
        trainers.orphan()
        for (const id of [...this.#waiting.keys()]) this.#settle(id, null)
        void lastLines().then(lines => {
          settle(lastWords ?? panicReason(lines) ?? exitReason(code))
          if (code !== 0) log.crash("engine lost", lines, { code })
        })
      })
    })
    this.#send(start)
  }

  /** Gives the engine its end of a page's calls. */
  connect(port: MessagePortMain): void {
    this.#process.postMessage({ type: "connect" } satisfies ToEngine, [port])
  }

  /** The picture that a URL of the page names; null when there is none, or the engine is lost meanwhile. */
  async picture(url: string): Promise<Picture | null> {
    return (await this.#ask(id => ({ type: "picture", id, url }))) as Picture | null
  }

  /** A handle for a path that the user chose in a dialog; null when the engine is lost meanwhile. */
  async grant(path: string): Promise<string | null> {
    return (await this.#ask(id => ({ type: "grant", id, path }))) as string | null
  }

  stop(): void {
    this.#send({ type: "close" })
  }

  kill(): void {
    this.#process.kill()
  }

  #ask(question: (id: number) => ToEngine): Promise<Picture | string | null> {
    return new Promise(settle => {
      const id = ++this.#lastId
      this.#waiting.set(id, settle)
      this.#send(question(id))
    })
  }

  #settle(id: number, answer: Picture | string | null): void {
    this.#waiting.get(id)?.(answer)
    this.#waiting.delete(id)
  }

  #send(message: ToEngine): void {
    this.#process.postMessage(message)
  }
}

const isTrainerRequest = (message: FromEngine): message is TrainerRequest => message.type.endsWith("-trainer")

/** Electron gives only a code; a small one is the program's own, any other is a signal's or Windows' for a crash. */
const exitReason = (code: number): Note =>
  code === 0 || code === 1
    ? note("engine.ended_with", { exit: code })
    : note("engine.crashed_or_memory", { exit: code })
