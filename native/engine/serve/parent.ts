/** `iamg serve`'s own process: does nothing but keep an engine process running at one port with one run's secrets. */
import { type ChildProcess, fork } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { compiledCodeOf } from "../../base/compile-cache.ts"
import { keepLastLines } from "../../base/log/last-lines.ts"
import { openLog } from "../../base/log/log.ts"
import { forked } from "../../base/program-file.ts"
import { reasonOf } from "../../contract/errors.ts"
import type { LogFacts } from "../../contract/log.ts"
import type { Note } from "../../contract/note.ts"
import type { EngineState } from "../../contract/shell.ts"
import type { EngineOptions } from "../context.ts"
import { type EngineChild, exitReason, type RestartPolicy, Supervisor } from "../supervisor.ts"
import { newSecret, type Secrets } from "./gate.ts"
import type { FromChild, ToChild } from "./messages.ts"
import type { Server } from "./server.ts"

export interface ServeOptions {
  /** 0 takes a free one; an engine that is started again gets the same. */
  port: number
  engine: EngineOptions
  /** The built page. */
  pageDir: string
  /** The page can be opened: what opens it in a browser, once. Calls wait for the engine. */
  onLink: (link: string) => void
  onState: (state: EngineState) => void
  policy?: RestartPolicy
}

export interface Serving {
  /** A browser has been let in. */
  readonly linkUsed: boolean
  /** Makes a new link, for another browser; the one before it is worth nothing from now on. */
  renewLink(): string
  /** The engine's process, for tests that end it. */
  readonly pid: number | undefined
  stop(): Promise<void>
}

export function serve(options: ServeOptions): Serving {
  const secrets: Secrets = { link: newSecret(), session: newSecret(), page: newSecret(), linkUsed: false }
  const { engine, pageDir, policy } = options
  let port = options.port
  let listening = false
  let child: ServerChild | undefined
  let page: Promise<Server | undefined> | undefined

  const supervisor = new Supervisor({
    onState: state => {
      if (state.state === "failed" && listening) page = servePage(state)
      options.onState(state)
    },
    ...(policy && { policy }),
    spawn: lost => {
      child = startChild({ type: "start", engine, pageDir, port, secrets, lost }, heard => {
        if (heard.type === "listening") {
          port = heard.port
          if (!listening) options.onLink(linkNow())
          listening = true
        }
        if (heard.type === "link-used") secrets.linkUsed = true
      })
      return child
    },
  })

  /** Where an engine was and none comes back, the page hears why, and can be reloaded. */
  async function servePage(state: EngineState): Promise<Server | undefined> {
    const { startServer } = await import("./server.ts")
    const log = openLog({ source: "shell", dir: null, watched: { stream: process.stderr, from: "warn" } })
    const onLinkUsed = () => undefined
    const serving = { port, pageDir, secrets, state: () => state, onLinkUsed, log: () => log }
    return startServer(null, serving).catch(() => undefined)
  }

  const linkNow = () => `http://127.0.0.1:${port}/?token=${secrets.link}`

  supervisor.start()
  return {
    get linkUsed() {
      return secrets.linkUsed
    },
    renewLink() {
      secrets.link = newSecret()
      secrets.linkUsed = false
      child?.renewLink(secrets.link)
      void page?.then(server => server?.renewLink(secrets.link))
      return linkNow()
    },
    get pid() {
      return supervisor.child?.process.pid
    },
    async stop() {
      await supervisor.stop()
      await (await page)?.close()
    },
  }
}

type StartMessage = Extract<ToChild, { type: "start" }>

/** Keeps the engine's last lines in the workspace's logs, if there is a workspace yet. */
async function logCrash(workspaceDir: string, lines: readonly string[], facts: LogFacts): Promise<void> {
  if (!existsSync(join(workspaceDir, "workspace.json"))) return
  const dir = join(workspaceDir, "logs")
  const log = openLog({ source: "shell", dir, places: { workspace: workspaceDir } })
  log.crash("engine lost", lines, facts)
  await log.close()
}

interface ServerChild extends EngineChild {
  process: ChildProcess
  renewLink(link: string): void
}

function startChild(start: StartMessage, onMessage: (message: FromChild) => void): ServerChild {
  // Its output on stdout would disturb a program that reads ours.
  const { file, execArgv } = forked(import.meta.url, "serve-child", "./child.ts")
  const compiled = compiledCodeOf(import.meta.url)
  const env = compiled === null ? process.env : { NODE_COMPILE_CACHE: compiled, ...process.env }
  const child = fork(file, { stdio: ["ignore", 2, "pipe", "ipc"], execArgv, env })
  const lastLines = keepLastLines(child.stderr, process.stderr)
  let lastWords: Note | undefined
  const ready = new Promise<Awaited<EngineChild["ready"]>>(settle => {
    child.on("message", (message: FromChild) => {
      onMessage(message)
      if (message.type === "ready") settle({ ok: true })
      if (message.type === "failed") settle({ ok: false, problem: message.problem })
      if (message.type === "dying") lastWords = message.reason
    })
  })
  const exited = new Promise<Note>(settle => {
    child.on("error", error => settle(reasonOf(error)))
    child.on("exit", (code, signal) => {
      void lastLines().then(async lines => {
        settle(lastWords ?? exitReason(code, signal, lines))
        if (code !== 0) await logCrash(start.engine.workspaceDir, lines, { code, signal })
      })
    })
  })
  const send = (message: ToChild) => {
    if (child.connected) child.send(message, () => undefined)
  }
  send(start)
  return {
    process: child,
    ready,
    exited,
    renewLink: link => send({ type: "link", link }),
    stop: () => send({ type: "close" }),
    kill: () => child.kill("SIGKILL"),
  }
}
