/** Trainer processes of the shell: started for an engine, which exchanges messages with them, and ended with it. */
import type { UtilityProcess } from "electron"
import { keepLastLines } from "../native/engine/log.ts"
import type { FromTrainer, StartTrainer, ToTrainer, TrainerLink } from "../native/engine/trainer.ts"
import type { FromEngine, ToEngine, TrainerRequest } from "./messages.ts"

type Process = Pick<UtilityProcess, "postMessage" | "kill" | "stderr"> & {
  on(event: "message", listener: (message: FromTrainer) => void): unknown
  on(event: "exit", listener: (code: number) => void): unknown
}

/** The shell's end: the trainers of one engine. */
export class Trainers {
  readonly #start: () => Process
  readonly #tell: (message: ToEngine) => void
  readonly #running = new Map<number, Process>()

  constructor(start: () => Process, tell: (message: ToEngine) => void) {
    this.#start = start
    this.#tell = tell
  }

  take(request: TrainerRequest): void {
    const { id } = request
    if (request.type === "to-trainer") this.#running.get(id)?.postMessage(request.message)
    else if (request.type === "kill-trainer") this.#running.get(id)?.kill()
    else {
      const trainer = this.#start()
      this.#running.set(id, trainer)
      const lastLines = keepLastLines(trainer.stderr, process.stderr)
      trainer.on("message", message => this.#tell({ type: "from-trainer", id, message }))
      trainer.on("exit", async code => {
        this.#running.delete(id)
        this.#tell({ type: "trainer-exited", id, code, lines: await lastLines() })
      })
    }
  }

  /** Their engine is gone: they save their work and end. */
  orphan(): void {
    const pause: ToTrainer = { type: "stop", stopRequest: "pause" }
    for (const trainer of this.#running.values()) trainer.postMessage(pause)
  }
}

/** The engine's end: starts trainers by asking the shell. */
export class TrainerRequests {
  readonly #ask: (request: FromEngine) => void
  readonly #links = new Map<
    number,
    { hear: (message: FromTrainer) => void; exit: (code: number, lines: readonly string[]) => void }
  >()
  #lastId = 0

  constructor(ask: (request: FromEngine) => void) {
    this.#ask = ask
  }

  readonly start: StartTrainer = (): TrainerLink => {
    const id = ++this.#lastId
    const listeners: ((message: FromTrainer) => void)[] = []
    const exited = new Promise<Awaited<TrainerLink["exited"]>>(settle => {
      this.#links.set(id, {
        hear: message => {
          for (const listener of listeners) listener(message)
        },
        exit: (code, lines) => settle({ code, signal: null, lines }),
      })
    })
    this.#ask({ type: "start-trainer", id })
    return {
      exited,
      send: message => this.#ask({ type: "to-trainer", id, message }),
      onMessage: listener => void listeners.push(listener),
      kill: () => this.#ask({ type: "kill-trainer", id }),
    }
  }

  take(message: Extract<ToEngine, { type: "from-trainer" | "trainer-exited" }>): void {
    const link = this.#links.get(message.id)
    if (message.type === "from-trainer") link?.hear(message.message)
    else {
      link?.exit(message.code, message.lines)
      this.#links.delete(message.id)
    }
  }
}
