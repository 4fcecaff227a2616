/** The shell as a packed program starts it: closed to developer tools, and only when its files are whole. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { beforeEach, describe, expect, test, vi } from "vitest"
import { channels } from "./channels.ts"
import { hashUnpacked } from "./unpacked.ts"

vi.mock("./options.ts", async original => {
  const options = await original<typeof import("./options.ts")>()
  const here = () => join(dirname(process.resourcesPath), "dist", "app")
  return {
    ...options,
    shellPlaces: (_here: string, packaged: boolean, resources: string) =>
      options.shellPlaces(here(), packaged, resources),
  }
})

let electron: typeof import("./fixtures/electron.ts")
let unpacked: string
let lists: string
const native = "node_modules/codec/codec.node"

beforeEach(async () => {
  vi.resetModules()
  electron = await import("./fixtures/electron.ts")
  vi.doMock("electron", () => electron)
  electron.app.isPackaged = true
  unpacked = join(process.resourcesPath, "app.asar.unpacked")
  lists = join(dirname(process.resourcesPath), "dist", "app")
  mkdirSync(join(unpacked, dirname(native)), { recursive: true })
  mkdirSync(lists, { recursive: true })
  writeFileSync(join(unpacked, native), "machine code")
  writeFileSync(join(lists, "unpacked-files.json"), JSON.stringify(await hashUnpacked(unpacked, "linux")))
})

const start = async () => {
  await import("./main.ts")
  await vi.waitUntil(() => electron.BrowserWindow.opened.length > 0)
  return electron.BrowserWindow.opened[0]!
}
const menu = () => electron.Menu.setApplicationMenu.mock.lastCall?.[0] as Item[]
type Item = { id?: string; role?: string; label?: string; click?: () => void; submenu?: Item[] }
const all = (items: Item[]): Item[] => items.flatMap(item => [item, ...all(item.submenu ?? [])])
const shown = () => electron.dialog.showMessageBoxSync.mock.lastCall?.[0] as Record<string, unknown>

describe("a packed program", () => {
  test("has no developer tools, in the window, the menu, or for another program", async () => {
    const window = await start()
    expect((window.options.webPreferences as { devTools: boolean }).devTools).toBe(false)
    expect(all(menu()).map(({ role }) => role)).not.toContain("toggleDevTools")
    for (const name of ["remote-debugging-port", "remote-debugging-pipe"])
      expect(electron.app.commandLine.removeSwitch).toHaveBeenCalledWith(name)
  })

  test("starts its engine when its files are as they were packed", async () => {
    await start()
    await vi.waitUntil(() => electron.UtilityProcess.forked.length > 0)
    expect(electron.dialog.showMessageBoxSync).not.toHaveBeenCalled()
    expect(electron.app.quit).not.toHaveBeenCalled()
  })

  test.each([
    ["changed", () => writeFileSync(join(unpacked, native), "other code"), "was changed"],
    ["missing", () => rmSync(join(unpacked, native)), "is missing"],
    [
      "unknown",
      () => writeFileSync(join(unpacked, `${native}.so`), "more"),
      "does not belong to the program",
    ],
  ])("with a file that is %s names it, ends, and starts nothing", async (kind, damage, says) => {
    damage()
    await start()
    await vi.waitUntil(() => electron.app.quit.mock.calls.length > 0)
    expect(shown()).toMatchObject({ type: "error", message: expect.stringContaining("damaged") })
    expect(shown().detail).toContain(says)
    expect(shown().detail).toContain(kind === "unknown" ? `${native}.so.` : `${native}.`)
    expect(electron.UtilityProcess.forked).toEqual([])
  })

  test("that is damaged starts no engine for its page either", async () => {
    writeFileSync(join(unpacked, native), "other code")
    const { webContents } = await start()
    electron.ipcMain.emit(channels.restartEngine, { sender: webContents, senderFrame: webContents.mainFrame })
    await vi.waitUntil(() => electron.app.quit.mock.calls.length > 0)
    expect(electron.UtilityProcess.forked).toEqual([])
  })

  test("without its list doesn't start", async () => {
    rmSync(join(lists, "unpacked-files.json"))
    await start()
    await vi.waitUntil(() => electron.app.quit.mock.calls.length > 0)
    expect(shown().detail).toContain("unpacked-files.json")
    expect(electron.UtilityProcess.forked).toEqual([])
  })

  test("that was packed without an address says so when the menu is asked for updates", async () => {
    writeFileSync(join(lists, "release.json"), JSON.stringify({ updates: null }))
    await start()
    all(menu())
      .find(({ id }) => id === "check-for-updates")
      ?.click?.()
    await vi.waitUntil(() => electron.dialog.showMessageBox.mock.calls.length > 0)
    expect(electron.dialog.showMessageBox.mock.lastCall?.[0]).toMatchObject({
      message: "This copy was packed without an address for updates.",
    })
  })
})
