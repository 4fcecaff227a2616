/** Starts a trainer as a child process of Node. */
import { fork } from "node:child_process"
import { createRequire } from "node:module"
import { fileURLToPath, pathToFileURL } from "node:url"
import { keepLastLines } from "../../base/log/last-lines.ts"
import type { Exit, FromTrainer, TrainerLink } from "./messages.ts"

/** TypeScript while developing, JavaScript when built: as this file is. */
const fromSource = import.meta.url.endsWith(".ts")
const entry = fileURLToPath(new URL(fromSource ? "./child.ts" : "./trainer-child.js", import.meta.url))
const execArgv = fromSource
  ? ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href]
  : []

export interface ForkedTrainer extends TrainerLink {
  /** Lets go of it, as a parent does that dies. */
  leave(): void
}

export function forkTrainer(): ForkedTrainer {
  // Its output on stdout would disturb a program that reads ours.
  const child = fork(entry, { stdio: ["ignore", 2, "pipe", "ipc"], execArgv })
  const lastLines = keepLastLines(child.stderr, process.stderr)
  const exited = new Promise<Exit>(settle => {
    child.on("error", error => settle({ code: 1, signal: null, lines: [error.message] }))
    child.on("exit", async (code, signal) => settle({ code, signal, lines: await lastLines() }))
  })
  return {
    exited,
    send: message => {
      if (child.connected) child.send(message, () => undefined)
    },
    onMessage: listener => child.on("message", (message: FromTrainer) => listener(message)),
    kill: () => child.kill("SIGKILL"),
    leave: () => child.disconnect(),
  }
}
