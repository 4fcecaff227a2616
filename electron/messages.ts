/**
 * What the shell and its engine process say to each other. Pages' calls don't pass here: they have ports of their own. A
 * trainer's few messages do, for the shell alone can start processes.
 */
import type { Note } from "../native/contract/note.ts"
import type { Problem } from "../native/contract/problem.ts"
import type { EngineOptions } from "../native/engine/context.ts"
import type { FromTrainer, ToTrainer } from "../native/engine/trainer.ts"
import type { Picture } from "./page.ts"

export type ToEngine =
  | { type: "start"; engine: EngineOptions }
  /** With a port: a page's end of its calls. */
  | { type: "connect" }
  | { type: "picture"; id: number; url: string }
  | { type: "grant"; id: number; path: string }
  | { type: "from-trainer"; id: number; message: FromTrainer }
  | { type: "trainer-exited"; id: number; code: number; lines: readonly string[] }
  | { type: "close" }

export type FromEngine =
  | { type: "ready" }
  /** It can't start, and won't if it is started again. */
  | { type: "failed"; problem: Problem }
  | { type: "picture"; id: number; picture: Picture | null }
  | { type: "granted"; id: number; handle: string }
  | TrainerRequest
  /** Its last words. */
  | { type: "dying"; reason: Note }

export type TrainerRequest =
  | { type: "start-trainer"; id: number }
  | { type: "to-trainer"; id: number; message: ToTrainer }
  | { type: "kill-trainer"; id: number }
