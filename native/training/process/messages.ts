/** What a trainer process and its supervisor say to each other. */
import type { Problem } from "../../contract/problem.ts"
import type { Device } from "../../contract/settings.ts"
import type { Run } from "../../contract/training.ts"
import type { StopRequest } from "../run.ts"
import type { StepResult } from "../trainer.ts"

export interface TrainerOptions {
  workspaceDir: string
  run: string
  packDir: string
  scenariosDir: string
  device: Device | "auto"
  /** Samples at once, where they are known to be too many. */
  microBatch?: number
}

export type ToTrainer =
  | { type: "start"; options: TrainerOptions }
  | { type: "stop"; stopRequest: StopRequest }

export type FromTrainer =
  | { type: "run"; run: Run }
  | { type: "step"; result: StepResult }
  /** Its last message, if there was one: the run's status. */
  | { type: "ended"; run: Run }
  /** It couldn't even begin. */
  | { type: "failed"; problem: Problem }

/** How a process ended. */
export interface Exit {
  code: number | null
  signal: string | null
  /** The last lines of its error stream. */
  lines: readonly string[]
}

/** The supervisor's end of one trainer process. */
export interface TrainerLink {
  send(message: ToTrainer): void
  onMessage(listener: (message: FromTrainer) => void): void
  /** Never rejects. */
  readonly exited: Promise<Exit>
  kill(): void
}

/** Each shell brings its own kind of process. */
export type StartTrainer = () => TrainerLink
