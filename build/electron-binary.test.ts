import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { canFetch, installedElectron, runElectron, unusable } from "./electron-binary.ts"

const before = process.listenerCount("SIGINT")

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "iamg-electron-"))
  mkdirSync(join(dir, "elsewhere"))
  writeFileSync(join(dir, "path.txt"), "electron-program\n")
  writeFileSync(join(dir, "elsewhere", "electron-program"), "")
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe("Electron", () => {
  test("is found where its package says, or where the environment does", () => {
    expect(installedElectron(dir, {})).toBeNull()
    expect(installedElectron(dir, { ELECTRON_OVERRIDE_DIST_PATH: join(dir, "elsewhere") })).toBe(
      join(dir, "elsewhere", "electron-program"),
    )
    mkdirSync(join(dir, "dist"))
    writeFileSync(join(dir, "dist", "electron-program"), "")
    expect(installedElectron(dir, {})).toBe(join(dir, "dist", "electron-program"))
  })

  test("is fetched only by a Node that its downloader runs on", () => {
    expect(["20.20.2", "22.11.0", "22.12.0", "24.0.0"].map(canFetch)).toEqual([false, false, true, true])
  })

  test("is not tried where no window can open", () => {
    expect(unusable("linux", {}, true)).toContain("no screen")
    expect(unusable("linux", { WAYLAND_DISPLAY: "wayland-0" }, true)).toBeNull()
    expect(unusable("linux", { WAYLAND_DISPLAY: "wayland-0" }, true, 1000)).toBeNull()
    expect(unusable("linux", { WAYLAND_DISPLAY: "wayland-0" }, true, 0)).toContain("root")
    expect(unusable("darwin", {}, true, 0)).toBeNull()
    expect(unusable("win32", {}, false)).toContain("isn't installed")
  })

  /** A program that ends so; Node stands in for Electron. */
  const ends = (script: string, platform: NodeJS.Platform = "linux") =>
    runElectron(process.execPath, ["-e", script], platform)

  test("that fails at once on Linux is replaced by the browser, with its exit code", async () => {
    const [byCode, bySignal] = [
      await ends("process.exit(3)"),
      await ends("process.kill(process.pid, 'SIGTRAP')"),
    ]
    expect(byCode).toEqual({ code: null, reason: expect.stringContaining("code 3") })
    expect(bySignal).toEqual({ code: null, reason: expect.stringContaining("SIGTRAP") })
  })

  test("that ends well, as asked or elsewhere hands its exit code on", async () => {
    expect(await ends("")).toEqual({ code: 0 })
    expect(await ends("process.exit(3)", "darwin")).toEqual({ code: 3 })
    const interrupted = ends("setInterval(() => {}, 1000)")
    process.emit("SIGINT")
    expect(await interrupted).toEqual({ code: 1 })
    expect(process.listenerCount("SIGINT")).toBe(before)
  })
})
