/** What the page may ask of the shell, over IPC: each from the page alone, each with its argument checked. */
import { basename } from "node:path"
import {
  type BrowserWindow,
  dialog,
  type IpcMainEvent,
  ipcMain,
  MessageChannelMain,
  nativeTheme,
  type WebFrameMain,
} from "electron"
import { z } from "zod"
import { type Chosen, updateSteps } from "../native/contract/shell.ts"
import type { Supervisor } from "../native/engine/supervisor.ts"
import type { DesktopWords } from "../native/words/desktop.ts"
import { channels } from "./channels.ts"
import type { EngineLink } from "./engine-link.ts"
import { isFromPage } from "./guard.ts"
import type { Updates } from "./updates/updates.ts"

export interface CallsOptions {
  window: () => BrowserWindow | undefined
  engine: Supervisor<EngineLink>
  /** Starts an engine that has failed again. */
  restartEngine: () => void
  words: DesktopWords
  updates: Updates
}

const themeSchema = z.enum(["system", "light", "dark"])
const kindSchema = z.enum(["folder", "file"])
const stepSchema = z.enum(updateSteps)

/** Answers the page's calls from now on. Returns what to call when the engine can be reached again. */
export function answerCalls({ window, engine, restartEngine, words, updates }: CallsOptions): () => void {
  /** The frame that wants a port: the page as it is now, until it is loaded again. */
  let wanting: WebFrameMain | undefined

  const fromPage = (event: Pick<IpcMainEvent, "sender" | "senderFrame">) =>
    isFromPage(event, window()?.webContents)

  const on = (channel: string, take: (event: IpcMainEvent, argument: unknown) => void) =>
    ipcMain.on(channel, (event, argument: unknown) => {
      if (fromPage(event)) take(event, argument)
    })

  function handPort(): void {
    const link = engine.child
    if (!wanting || wanting.isDestroyed() || !link) return
    const { port1, port2 } = new MessageChannelMain()
    link.connect(port1)
    wanting.postMessage(channels.port, null, [port2])
  }

  on(channels.connect, ({ senderFrame }) => {
    wanting = senderFrame ?? undefined
    handPort()
  })
  on(channels.watchEngine, ({ sender }) => sender.send(channels.engine, engine.state))
  on(channels.restartEngine, () => restartEngine())
  on(channels.setTheme, (_event, theme) => {
    const read = themeSchema.safeParse(theme)
    if (read.success) nativeTheme.themeSource = read.data
  })

  on(channels.watchUpdates, ({ sender }) => sender.send(channels.updates, updates.state))
  on(channels.setAutomaticUpdates, (_event, automatic) => {
    const read = z.boolean().safeParse(automatic)
    if (read.success) updates.setAutomatic(read.data)
  })
  on(channels.update, (_event, step) => {
    const read = stepSchema.safeParse(step)
    if (read.success) void updates.take(read.data)
  })

  ipcMain.handle(channels.choose, async (event, argument: unknown): Promise<Chosen | null> => {
    const kind = kindSchema.safeParse(argument)
    const parent = window()
    if (!fromPage(event) || !kind.success || !parent) return null
    const folder = kind.data === "folder"
    const { filePaths } = await dialog.showOpenDialog(parent, {
      title: folder ? words.chooseFolder : words.chooseFile,
      buttonLabel: words.choose,
      properties: folder ? ["openDirectory", "createDirectory"] : ["openFile"],
    })
    const [path] = filePaths
    const handle = path !== undefined && (await engine.child?.grant(path))
    return path !== undefined && handle ? { handle, name: basename(path) } : null
  })

  return handPort
}
