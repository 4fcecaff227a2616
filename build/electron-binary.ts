/** Electron's program: finding it, fetching it (it comes apart from its npm package, and only if it can be had), running it. */
import { spawn, spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { text } from "../native/cli/voice.ts"

/** Either the program's path, or why there is none: a sentence in the language in use, without its full stop. */
export type Found = { path: string } | { path: null; reason: string }

/** The oldest Node that Electron's own downloader runs on. */
const oldestNode = [22, 12] as const
const secondsToConnect = 10

/** One that fails sooner has most likely never opened its window. */
const secondsToStart = 10

/** The program that is there already. `packageDir` is node_modules/electron. */
export function installedElectron(packageDir: string, env: NodeJS.ProcessEnv): string | null {
  const named = join(packageDir, "path.txt")
  const executable = existsSync(named) ? readFileSync(named, "utf8").trim() : executableName()
  const path = join(env.ELECTRON_OVERRIDE_DIST_PATH || join(packageDir, "dist"), executable)
  return existsSync(path) ? path : null
}

/** Finds it, else fetches it with Electron's own installer, which checks its hash. */
export async function findElectron(packageDir: string, env: NodeJS.ProcessEnv = process.env): Promise<Found> {
  const reason = unusable(process.platform, env, existsSync(packageDir), process.getuid?.())
  if (reason) return { path: null, reason }
  const installed = installedElectron(packageDir, env)
  if (installed) return { path: installed }
  if (!canFetch(process.versions.node))
    return { path: null, reason: text("start.oldNode", { oldest: oldestNode.join(".") }) }
  const unreachable = await whyUnreachable(env)
  if (unreachable) return { path: null, reason: unreachable }
  process.stderr.write(`${text("start.fetching")}\n`)
  spawnSync(process.execPath, [join(packageDir, "install.js")], { stdio: ["ignore", 2, 2] })
  const fetched = installedElectron(packageDir, env)
  return fetched ? { path: fetched } : { path: null, reason: text("start.notFetched") }
}

/** What keeps it from running here at all. `uid`, of the user: Chromium's sandbox, which we never go without, refuses root. */
export function unusable(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  hasPackage: boolean,
  uid?: number,
): string | null {
  if (!hasPackage) return text("start.notInstalled")
  if (platform === "linux" && !env.DISPLAY && !env.WAYLAND_DISPLAY) return text("start.noScreen")
  if (platform === "linux" && uid === 0) return text("start.root")
  return null
}

/** How a program ended: by itself or by our wish, with this exit code; or why it couldn't start, as Found says it. */
export type Ending = { code: number } | { code: null; reason: string }

/**
 * Runs the program until it ends. On Linux one that fails at once has most likely met a system that forbids its sandbox
 * (Ubuntu's restricted user namespaces), and says so itself.
 */
export function runElectron(
  path: string,
  args: readonly string[],
  platform: NodeJS.Platform = process.platform,
): Promise<Ending> {
  const started = performance.now()
  const child = spawn(path, args, { stdio: "inherit" })
  let asked = false
  const end = (signal: NodeJS.Signals) => {
    asked = true
    child.kill(signal)
  }
  process.on("SIGINT", end).on("SIGTERM", end)
  return new Promise<Ending>((settle, fail) => {
    child.on("error", fail)
    child.on("exit", (code, signal) => {
      const atOnce = performance.now() - started < secondsToStart * 1000
      if (platform === "linux" && code !== 0 && atOnce && !asked)
        settle({
          code: null,
          reason: signal
            ? text("start.endedBySignal", { signal })
            : text("start.endedByCode", { code: `${code}` }),
        })
      else settle({ code: code ?? 1 })
    })
  }).finally(() => process.off("SIGINT", end).off("SIGTERM", end))
}

export function canFetch(nodeVersion: string): boolean {
  const [major = 0, minor = 0] = nodeVersion.split(".").map(Number)
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])
}

/** Null when the place that Electron is fetched from answers in time. */
async function whyUnreachable(env: NodeJS.ProcessEnv): Promise<string | null> {
  const mirror =
    env.ELECTRON_MIRROR || env.npm_config_electron_mirror || "https://github.com/electron/electron/releases/"
  if (!URL.canParse(mirror)) return text("start.noAddress", { address: mirror })
  const { host } = new URL(mirror)
  try {
    await fetch(mirror, { method: "HEAD", signal: AbortSignal.timeout(secondsToConnect * 1000) })
    return null
  } catch (error) {
    const late = error instanceof Error && error.name === "TimeoutError"
    return late
      ? text("start.late", { host, seconds: secondsToConnect })
      : text("start.unreachable", { host })
  }
}

const executableName = (): string =>
  process.platform === "darwin"
    ? "Electron.app/Contents/MacOS/Electron"
    : process.platform === "win32"
      ? "electron.exe"
      : "electron"
