/**
 * The desktop shell: one window on the page, one engine process kept running, and the two brought together. It holds no
 * model and relays no call: the page talks to the engine through a port of its own.
 */
import { join } from "node:path"
import {
  app,
  BrowserWindow,
  dialog,
  Menu,
  nativeTheme,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
} from "electron"
import type { EngineState, MenuCommand, Updates } from "../native/contract/shell.ts"
import { openLog } from "../native/engine/log.ts"
import { Supervisor } from "../native/engine/supervisor.ts"
import { desktopWordsIn } from "../native/words/desktop.ts"
import { localeFor } from "../native/words/locale.ts"
import type { Translate } from "../native/words/say.ts"
import { translatorOf } from "../native/words/translator.ts"
import { answerCalls } from "./calls.ts"
import { channels } from "./channels.ts"
import { EngineLink } from "./engine-link.ts"
import { guardContents, guardSession, refuseDebugging, webPreferences } from "./guard.ts"
import { menuTemplate } from "./menu.ts"
import { engineOptions, shellPlaces } from "./options.ts"
import { answerPage, pageOrigin, scheme } from "./page.ts"
import { openUpdates } from "./updates/start.ts"
import { isWhole } from "./whole.ts"
import { keepWindowState, openingBounds, readWindowState, smallest } from "./window-state.ts"

const places = shellPlaces(import.meta.dirname, app.isPackaged, process.resourcesPath)
const logsDir = join(app.getPath("userData"), "logs")
const options = { ...engineOptions(process.argv.slice(1), places.resources), shellLogsDir: logsDir }
const log = openLog({ source: "shell", dir: logsDir, watched: { stream: process.stderr, from: "warn" } })

/** A page that dies this often in a minute is not opened again without asking. */
const pageDeaths = 3
const deathsCountFor = 60_000

/** What a process of ours says on its error stream is kept for when it crashes. */
const heard: ("ignore" | "inherit" | "pipe")[] = ["ignore", "inherit", "pipe"]

let window: BrowserWindow | undefined
let quitting = false

protocol.registerSchemesAsPrivileged([
  { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
])

// Two engines can't write to one workspace, so a second start shows the first one's window.
if (app.requestSingleInstanceLock()) {
  app.enableSandbox()
  if (app.isPackaged) refuseDebugging(app.commandLine)
  app.on("second-instance", show)
  app.on("web-contents-created", (_event, contents) =>
    guardContents(contents, url => void shell.openExternal(url)),
  )
  app.on("window-all-closed", () => app.quit())
  app.on("child-process-gone", (_event, { type, reason, exitCode }) =>
    log.warn("process lost", { type, reason, code: exitCode }),
  )
  void app.whenReady().then(open)
} else app.quit()

function open(): void {
  const locale = localeFor([app.getLocale()])
  const words = desktopWordsIn(locale)
  const t = translatorOf(locale, words)
  const engine = new Supervisor<EngineLink>({
    spawn: () =>
      new EngineLink(
        utilityProcess.fork(places.engineProcess, [], { serviceName: "I-AM-G engine", stdio: heard }),
        { type: "start", engine: options },
        () => utilityProcess.fork(places.trainerProcess, [], { serviceName: "I-AM-G trainer", stdio: heard }),
        log,
      ),
    onState: state => {
      log.info("engine", {
        state: state.state,
        code: state.state === "failed" ? state.problem.code : null,
      })
      tell(channels.engine, state)
      if (state.state === "running") handPort()
    },
  })
  // The engine finishes its writes; running jobs are started again at the next start.
  const stopEngine = async () => {
    quitting = true
    await engine.stop()
    await log.close()
  }
  const { updates, checkFromMenu } = openUpdates({
    release: places.release,
    locale,
    t,
    log,
    onState: state => tell(channels.updates, state),
    stopEngine,
  })
  const whole = isWhole(places, t, log)
  const startEngine = () => void whole.then(holds => holds && engine.start())
  const handPort = answerCalls({
    window: () => window,
    engine,
    restartEngine: startEngine,
    words,
    updates,
  })
  guardSession(session.defaultSession)
  session.defaultSession.protocol.handle(
    scheme,
    answerPage(places.pageDir, async url => (await engine.child?.picture(url)) ?? null),
  )
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate({
        platform: process.platform,
        words,
        developing: !app.isPackaged,
        run: command => tell(channels.command, command),
        checkForUpdates: checkFromMenu,
      }),
    ),
  )
  app.on("before-quit", event => {
    if (quitting) return
    event.preventDefault()
    void stopEngine().finally(() => app.quit())
  })
  window = openWindow(t)
  startEngine()
  void whole.then(holds => holds && updates.start())
}

function tell(channel: string, value: EngineState | MenuCommand | Updates): void {
  window?.webContents.send(channel, value)
}

function show(): void {
  if (window?.isMinimized()) window.restore()
  window?.focus()
}

function openWindow(t: Translate): BrowserWindow {
  const stateFile = join(app.getPath("userData"), "window.json")
  const kept = readWindowState(stateFile)
  const main = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id)
  const opened = new BrowserWindow({
    ...openingBounds(
      kept,
      [main, ...others].map(({ workArea }) => workArea),
    ),
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: "I-AM-G Studio",
    // Shown when there is something to see, on the colour that the page has.
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? "#141416" : "#f5f5f6",
    webPreferences: webPreferences(places.preload, app.isPackaged),
  })
  opened.once("ready-to-show", () => {
    if (kept?.maximized) opened.maximize()
    opened.show()
  })
  opened.on("close", () =>
    keepWindowState(stateFile, { bounds: opened.getNormalBounds(), maximized: opened.isMaximized() }),
  )
  opened.on("closed", () => {
    window = undefined
  })
  reopenWhenLost(opened, t)
  void opened.loadURL(`${pageOrigin}/`)
  return opened
}

/** A page whose process died is loaded again; after several times in a row the user is asked. */
function reopenWhenLost(opened: BrowserWindow, t: Translate): void {
  let deaths: number[] = []
  opened.webContents.on("render-process-gone", (_event, { reason }) => {
    if (reason === "clean-exit" || quitting) return
    log.warn("page lost", { reason })
    const now = Date.now()
    deaths = [...deaths, now].filter(time => now - time < deathsCountFor)
    if (deaths.length < pageDeaths) return opened.webContents.reload()
    const choice = dialog.showMessageBoxSync(opened, {
      type: "error",
      message: t("pageLost.message"),
      detail: t("pageLost.detail", { reason }),
      buttons: [t("pageLost.reload"), t("pageLost.quit")],
    })
    deaths = []
    if (choice === 0) opened.webContents.reload()
    else app.quit()
  })
}
