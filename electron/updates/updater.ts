/** Finds, downloads and installs a newer version with electron-updater: whole files, from the signed list alone. */
import { closeSync, constants, copyFileSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import type { AppUpdater } from "electron-updater"
import { AppImageUpdater } from "electron-updater/out/AppImageUpdater.js"
import type { InstallOptions } from "electron-updater/out/BaseUpdater.js"
import { MacUpdater } from "electron-updater/out/MacUpdater.js"
import { NsisUpdater } from "electron-updater/out/NsisUpdater.js"
import { Provider, type ProviderRuntimeOptions } from "electron-updater/out/providers/Provider.js"
import { CancellationToken } from "electron-updater/out/types.js"
import { reasonOf, StudioError } from "../../native/contract/errors.ts"
import { folderOf, type ReadBytes, readList, targetOf } from "./list.ts"
import type { UpdateSource } from "./source.ts"

export interface Updater {
  /** The newer version, or null. @throws update.unreachable, update.refused, update.not_ours, update.unreadable */
  check(): Promise<string | null>
  /** Downloads what was found. `onProgress` gets a fraction. @throws update.not_downloaded, update.damaged */
  download(onProgress: (fraction: number) => void): Promise<void>
  /** Ends the program; settles only when that fails. @throws update.not_installed */
  install(): Promise<never>
}

export interface UpdaterOptions {
  source: UpdateSource
  readBytes: ReadBytes
  platform: NodeJS.Platform
  arch: string
}

export const openUpdater = (options: UpdaterOptions): Updater =>
  updaterOver(makeUpdater(options.platform), options)

const makeUpdater = (platform: NodeJS.Platform): AppUpdater =>
  platform === "win32"
    ? new NsisUpdater()
    : platform === "darwin"
      ? new MacUpdater()
      : new KeepingAppImageUpdater()

/** What `updater` does, given its orders here. */
export function updaterOver(updater: AppUpdater, options: UpdaterOptions): Updater {
  updater.logger = null
  updater.autoDownload = false
  updater.autoInstallOnAppQuit = false
  updater.allowDowngrade = false
  updater.disableWebInstaller = true
  // The maps of parts that it would need are not signed.
  updater.disableDifferentialDownload = true
  updater.isUserWithinRollout = () => true
  updater.setFeedURL({ provider: "custom", updateProvider: signedProvider(options) })
  // It reports every error twice; an event without a listener would end the program.
  updater.on("error", () => undefined)
  let found: { version: string; bytes: number } | undefined

  return {
    async check() {
      found = undefined
      const result = await updater.checkForUpdates()
      if (!result?.isUpdateAvailable) return null
      const { version, files } = result.updateInfo
      found = { version, bytes: Math.max(...files.map(({ size }) => size ?? 0)) }
      return version
    },

    async download(onProgress) {
      if (!found) throw new Error("nothing was found to download")
      const { version, bytes } = found
      const cancelling = new CancellationToken()
      const heard = ({ transferred }: { transferred: number }) => {
        // Its hash can't be right any more.
        if (transferred > bytes) cancelling.cancel()
        onProgress(Math.min(1, transferred / bytes))
      }
      updater.on("download-progress", heard)
      try {
        await updater.downloadUpdate(cancelling)
      } catch (error) {
        const { code } = error as { code?: string }
        throw cancelling.cancelled ||
          code === "ERR_CHECKSUM_MISMATCH" ||
          code === "ERR_UPDATER_INVALID_SIGNATURE"
          ? new StudioError("update.damaged", { version })
          : new StudioError("update.not_downloaded", { version, reason: reasonOf(error) })
      } finally {
        updater.off("download-progress", heard)
      }
    },

    install: () =>
      new Promise<never>((_settle, fail) => {
        const version = found?.version ?? ""
        updater.once("error", error =>
          fail(new StudioError("update.not_installed", { version, reason: reasonOf(error) })),
        )
        updater.quitAndInstall()
      }),
  }
}

/** Gives electron-updater the signed list, and addresses in its folder alone. */
function signedProvider({ source, readBytes, platform, arch }: UpdaterOptions) {
  const target = targetOf(platform, arch)
  return class extends Provider<UpdateInfo> {
    constructor(_options: unknown, _updater: AppUpdater, runtime: ProviderRuntimeOptions) {
      super(runtime)
    }

    /** Read by us, so that the number by which electron-updater would know this machine again is not sent. */
    async getLatestVersion(): Promise<UpdateInfo> {
      const list = await readList(source, target, `${this.getDefaultChannelName()}.yml`, readBytes)
      const [{ url, sha512 }] = list.files as [UpdateInfo["files"][number]]
      return { ...list, path: url, sha512 }
    }

    resolveFiles({ files }: UpdateInfo) {
      return files.map(info => ({ url: new URL(info.url, folderOf(source, target)), info }))
    }
  }
}

type UpdateInfo = Parameters<AppUpdater["isUserWithinRollout"]>[0]

/** Puts the new AppImage in place before the old one goes: electron-updater's own deletes the old one first. */
export class KeepingAppImageUpdater extends AppImageUpdater {
  protected override doInstall(options: InstallOptions): boolean {
    const { APPIMAGE: old } = process.env
    const downloaded = this.installerPath
    if (!old || !downloaded) throw new Error("there is nothing to install")
    // A file whose name tells its version gets the name of the new one.
    const named = /\d+\.\d+\.\d+/.test(basename(old)) ? basename(downloaded) : basename(old)
    const place = join(dirname(old), named)
    const beside = `${place}.new`
    try {
      copyFileSync(downloaded, beside, constants.COPYFILE_FICLONE)
      flush(beside)
      renameSync(beside, place)
    } finally {
      rmSync(beside, { force: true })
    }
    if (place !== old) rmSync(old, { force: true })
    if (options.isForceRunAfter)
      void this.spawnLog(place, process.argv.slice(1), { ...process.env, APPIMAGE_SILENT_INSTALL: "true" })
    return true
  }
}

/** So that a power cut leaves no empty program. */
function flush(file: string): void {
  const open = openSync(file, "r+")
  try {
    fsyncSync(open)
  } finally {
    closeSync(open)
  }
}
