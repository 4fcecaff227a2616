/** Starts a trainer as a child process of Node. */
import { fork } from "node:child_process"
import { keepLastLines } from "../../base/log/last-lines.ts"
import { forked } from "../../base/program-file.ts"
import type { Exit, FromTrainer, TrainerLink } from "./messages.ts"

export interface ForkedTrainer extends TrainerLink {
  /** Lets go of it, as a parent does that dies. */
  leave(): void
}

export function forkTrainer(): ForkedTrainer {
  // Its output on stdout would disturb a program that reads ours.
  const { file, execArgv } = forked(import.meta.url, "trainer-child", "./child.ts")
  const child = fork(file, { stdio: ["ignore", 2, "pipe", "ipc"], execArgv })
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
