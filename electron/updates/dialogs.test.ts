import { beforeEach, describe, expect, test, vi } from "vitest"
import { note } from "../../native/contract/codes/index.ts"
import type { UpdateProgress, UpdateStep } from "../../native/contract/shell.ts"
import { desktopWordsIn } from "../../native/words/desktop.ts"
import { speak } from "../../native/words/speak.ts"
import { translatorOf } from "../../native/words/translator.ts"
import { checkFromMenu } from "./dialogs.ts"

const ask = vi.fn<(dialog: { message: string; detail: string; buttons: string[] }) => Promise<number>>()
const taken: UpdateStep[] = []

/** Updates that go from one state to the next with each step. */
function updatesThrough(first: UpdateProgress, after: Partial<Record<UpdateStep, UpdateProgress>> = {}) {
  const updates = {
    state: { automatic: false, version: "0.2.0", host: "example.com", progress: first },
    async take(step: UpdateStep) {
      taken.push(step)
      updates.state.progress = after[step] ?? updates.state.progress
    },
  }
  return updates
}
const check = (...states: Parameters<typeof updatesThrough>) =>
  checkFromMenu({
    updates: updatesThrough(...states),
    t: translatorOf("en", desktopWordsIn("en")),
    say: speak("en"),
    ask,
  })

const none: UpdateProgress = { step: "none", checked: null }
const found: UpdateProgress = { step: "found", version: "0.3.0" }
const ready: UpdateProgress = { step: "ready", version: "0.3.0" }
const messages = () => ask.mock.calls.map(([{ message }]) => message)

beforeEach(() => {
  ask.mockReset().mockResolvedValue(0)
  taken.length = 0
})

describe("the menu's check for updates", () => {
  test("says when there is nothing newer", async () => {
    await check(none, { check: { step: "none", checked: 1 } })
    expect(messages()).toEqual(["You have the newest version, 0.2.0."])
    expect(taken).toEqual(["check"])
  })

  test("goes on to the download and the installation, each on its own word", async () => {
    await check(none, { check: found, download: ready })
    expect(messages()).toEqual(["Version 0.3.0 is available.", "Version 0.3.0 is ready to install."])
    expect(ask.mock.calls.map(([{ buttons }]) => buttons)).toEqual([
      ["Download", "Later"],
      ["Restart and Install", "Later"],
    ])
    expect(taken).toEqual(["check", "download", "install"])
  })

  test("downloads and installs nothing later", async () => {
    ask.mockResolvedValue(1)
    await check(none, { check: found })
    await check(ready)
    expect(taken).toEqual(["check", "check"])
  })

  test("says what failed and what to do", async () => {
    const problem = note("update.no_source", {})
    await check(none, { check: { step: "unavailable", reason: problem } })
    await check(none, {
      check: { step: "failed", problem: { code: "update.not_ours", details: { host: "example.com" } } },
    })
    expect(messages()).toEqual([
      "This copy was packed without an address for updates.",
      "The list of updates at example.com is not signed by the makers of this program.",
    ])
    expect(ask.mock.lastCall?.[0].detail).toMatch(/^Nothing was downloaded/)
  })

  test("doesn't wait for a download that goes on", async () => {
    await check({ step: "downloading", version: "0.3.0", fraction: 0.1 })
    expect(messages()).toEqual(["Version 0.3.0 is being downloaded."])
    expect(taken).toEqual([])
  })
})
