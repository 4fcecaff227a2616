import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { note } from "../../native/contract/codes/index.ts"
import { StudioError } from "../../native/contract/errors.ts"
import type { UpdateProgress } from "../../native/contract/shell.ts"
import { Updates, type UpdatesOptions } from "./updates.ts"

const day = 24 * 60 * 60 * 1000
const unreachable = () =>
  new StudioError("update.unreachable", { host: "example.com", reason: note("file.missing", {}) })

let file: string
let told: UpdateProgress[]
const updater = { check: vi.fn(), download: vi.fn(), install: vi.fn() }
const beforeInstall = vi.fn(async () => undefined)
const onInstallFailed = vi.fn()
const openUpdater = vi.fn(async () => updater)
const steps = () => told.map(({ step }) => step)

const open = (more: Partial<UpdatesOptions> = {}) =>
  new Updates({
    version: "0.2.0",
    host: "example.com",
    unavailable: null,
    file,
    openUpdater,
    onState: ({ progress }) => told.push(progress),
    beforeInstall,
    onInstallFailed,
    log: { error: () => undefined },
    now: () => Date.now(),
    ...more,
  })

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 })
  vi.clearAllMocks()
  file = join(mkdtempSync(join(tmpdir(), "iamg-updates-")), "updates.json")
  told = []
  updater.check.mockResolvedValue("0.3.0")
  updater.download.mockImplementation(async (onProgress: (fraction: number) => void) => onProgress(0.5))
  updater.install.mockImplementation(() => new Promise(() => undefined))
})
afterEach(() => {
  vi.useRealTimers()
})

describe("updates", () => {
  test("are off: nobody is asked, and nothing is written", async () => {
    const updates = open()
    expect(updates.state).toEqual({
      automatic: false,
      version: "0.2.0",
      host: "example.com",
      progress: { step: "none", checked: null },
    })
    updates.start()
    await vi.advanceTimersByTimeAsync(3 * day)
    expect(openUpdater).not.toHaveBeenCalled()
    expect(existsSync(file)).toBe(false)
  })

  test.each(["{", "[]", '{"automatic": "yes", "checked": null}', '{"automatic": true}'])(
    "are off when what was kept is %s",
    text => {
      writeFileSync(file, text)
      expect(open().state.automatic).toBe(false)
    },
  )

  test("that are switched on ask at once, then once a day, also over several starts", async () => {
    updater.check.mockResolvedValue(null)
    const first = open()
    first.start()
    first.setAutomatic(true)
    await vi.advanceTimersByTimeAsync(1)
    expect(updater.check).toHaveBeenCalledTimes(1)
    expect(first.state.progress).toEqual({ step: "none", checked: 1_800_000_000_000 })
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ automatic: true, checked: 1_800_000_000_000 })
    first.stop()

    const second = open()
    second.start()
    await vi.advanceTimersByTimeAsync(day - 60 * 60 * 1000)
    expect(updater.check).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(2 * 60 * 60 * 1000)
    expect(updater.check).toHaveBeenCalledTimes(2)
    second.setAutomatic(false)
    await vi.advanceTimersByTimeAsync(3 * day)
    expect(updater.check).toHaveBeenCalledTimes(2)
    second.stop()
  })

  test("download and install on the user's word alone, and the engine ends before the program is replaced", async () => {
    const updates = open()
    updates.start()
    updates.setAutomatic(true)
    await vi.advanceTimersByTimeAsync(2 * day)
    expect(updates.state.progress).toEqual({ step: "found", version: "0.3.0" })
    expect(updater.download).not.toHaveBeenCalled()

    await updates.take("download")
    expect(told.slice(-3)).toEqual([
      { step: "downloading", version: "0.3.0", fraction: 0 },
      { step: "downloading", version: "0.3.0", fraction: 0.5 },
      { step: "ready", version: "0.3.0" },
    ])
    await vi.advanceTimersByTimeAsync(3 * day)
    await updates.take("check")
    expect(updates.state.progress.step).toBe("ready")
    expect(updater.install).not.toHaveBeenCalled()

    void updates.take("install")
    await vi.waitUntil(() => updater.install.mock.calls.length > 0)
    expect(beforeInstall.mock.invocationCallOrder[0]).toBeLessThan(
      updater.install.mock.invocationCallOrder[0]!,
    )
    updates.stop()
  })

  test("are asked for once when asked for twice, and do no step out of turn", async () => {
    const updates = open()
    await Promise.all([updates.take("check"), updates.take("check")])
    expect(updater.check).toHaveBeenCalledTimes(1)
    await updates.take("install")
    expect(updater.install).not.toHaveBeenCalled()
    updater.check.mockResolvedValue(null)
    await updates.take("check")
    await updates.take("download")
    expect(updater.download).not.toHaveBeenCalled()
  })

  test("that fail say why and can be asked for again", async () => {
    const updates = open()
    updater.check.mockRejectedValueOnce(unreachable())
    await updates.take("check")
    expect(updates.state.progress).toMatchObject({ step: "failed", problem: { code: "update.unreachable" } })
    await updates.take("check")
    updater.download.mockRejectedValueOnce(new StudioError("update.damaged", { version: "0.3.0" }))
    await updates.take("download")
    expect(updates.state.progress).toMatchObject({ step: "failed", problem: { code: "update.damaged" } })
    await updates.take("download")
    expect(updater.download).toHaveBeenCalledTimes(1)
    updater.check.mockRejectedValueOnce(new TypeError("x is undefined"))
    await updates.take("check")
    expect(updates.state.progress).toMatchObject({ step: "failed", problem: { code: "program.unexpected" } })
  })

  test("that can't be installed are told at once: nothing else runs any more", async () => {
    const updates = open()
    await updates.take("check")
    await updates.take("download")
    updater.install.mockRejectedValueOnce(
      new StudioError("update.not_installed", { version: "0.3.0", reason: note("file.drive_full", {}) }),
    )
    await updates.take("install")
    expect(onInstallFailed).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ code: "update.not_installed" }),
    )
  })

  test("that can't be had ask nobody, whatever is wished", async () => {
    const reason = note("update.no_source", {})
    const updates = open({ unavailable: reason, host: null })
    updates.start()
    updates.setAutomatic(true)
    await updates.take("check")
    await vi.advanceTimersByTimeAsync(2 * day)
    expect(openUpdater).not.toHaveBeenCalled()
    expect(updates.state.progress).toEqual({ step: "unavailable", reason })
  })

  test("stay as they were when the choice can't be saved, which is said", () => {
    const updates = open({ file: join(file, "no folder", "updates.json") })
    updates.setAutomatic(true)
    expect(updates.state).toMatchObject({
      automatic: false,
      progress: { step: "failed", problem: { code: "update.not_kept" } },
    })
    expect(steps()).toEqual(["failed"])
  })

  test("that were found are said though the time can't be saved", async () => {
    const updates = open({ file: join(file, "no folder", "updates.json") })
    await updates.take("check")
    expect(updates.state.progress).toEqual({ step: "found", version: "0.3.0" })
  })
})
