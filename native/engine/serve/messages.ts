/** What `iamg serve` and its engine process say to each other. */
import type { Note } from "../../contract/note.ts"
import type { Problem } from "../../contract/problem.ts"
import type { EngineOptions } from "../context.ts"
import type { Secrets } from "./gate.ts"

export type ToChild =
  | {
      type: "start"
      engine: EngineOptions
      pageDir: string
      port: number
      secrets: Secrets
      lost: { restarts: number; reason: Note | null }
    }
  /** A new link, for one more browser. */
  | { type: "link"; link: string }
  | { type: "close" }

export type FromChild =
  /** The page can be opened; calls wait for the engine. */
  | { type: "listening"; port: number }
  | { type: "ready" }
  /** It can't start, and won't if it is started again. */
  | { type: "failed"; problem: Problem }
  | { type: "link-used" }
  /** Its last words. */
  | { type: "dying"; reason: Note }
