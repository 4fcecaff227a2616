/** The updates of this program, in Electron. */
import { join } from "node:path"
import { app, dialog, session } from "electron"
import type { Updates as State } from "../../native/contract/shell.ts"
import type { Log } from "../../native/engine/log.ts"
import type { Locale } from "../../native/words/locale.ts"
import type { Translate } from "../../native/words/say.ts"
import { speak } from "../../native/words/speak.ts"
import { whyUnavailable } from "./availability.ts"
import { checkFromMenu } from "./dialogs.ts"
import { guardUpdates, readBytesBy, updatesPartition } from "./read-bytes.ts"
import { readUpdateSource } from "./source.ts"
import { Updates } from "./updates.ts"

export interface ProgramUpdates {
  updates: Updates
  checkFromMenu: () => void
}

export function openUpdates(options: {
  /** The file that says where they come from. */
  release: string
  locale: Locale
  t: Translate
  log: Log
  onState: (state: State) => void
  /** Ends the engine and its jobs, as quitting does. */
  stopEngine: () => Promise<void>
}): ProgramUpdates {
  const { locale, t, log, onState, stopEngine } = options
  const source = app.isPackaged ? readUpdateSource(options.release) : null
  const say = speak(locale)
  const ask = async (shown: { message: string; detail: string; buttons: string[] }) =>
    (await dialog.showMessageBox({ ...shown, cancelId: shown.buttons.length - 1, noLink: true })).response

  const updates = new Updates({
    version: app.getVersion(),
    host: source && new URL(source.url).host,
    unavailable: whyUnavailable({
      packaged: app.isPackaged,
      source,
      platform: process.platform,
      appImage: process.env.APPIMAGE,
    }),
    file: join(app.getPath("userData"), "updates.json"),
    async openUpdater() {
      if (!source) throw new Error("there is no address for updates")
      const { openUpdater } = await import("./updater.ts")
      const own = session.fromPartition(updatesPartition, { cache: false })
      guardUpdates(own)
      return openUpdater({
        source,
        platform: process.platform,
        arch: process.arch,
        readBytes: readBytesBy((url, init) => own.fetch(url, init)),
      })
    },
    onState,
    async beforeInstall() {
      await stopEngine()
      // The new version starts while this one ends.
      app.releaseSingleInstanceLock()
    },
    onInstallFailed(problem) {
      const { message, next } = say.error(problem)
      dialog.showMessageBoxSync({ type: "error", message, detail: next, buttons: [t("updates.ok")] })
      app.relaunch()
      app.quit()
    },
    log,
  })
  return { updates, checkFromMenu: () => void checkFromMenu({ updates, t, say, ask }) }
}
