import { afterEach, beforeEach, expect, test } from "vitest"
import type { Updates } from "../../native/contract/shell.ts"
import { bridge, updates, usualUpdates } from "../testing/engine.ts"
import { expectAccessible, show } from "../testing/show.tsx"
import { ProgramUpdates } from "./updates.tsx"

const say = (progress: Updates["progress"], more: Partial<Updates> = {}) => {
  updates.current = { ...usualUpdates, ...more, progress }
}

beforeEach(() => {
  Object.assign(window, { studio: bridge })
  updates.current = usualUpdates
  updates.asked.length = 0
})
afterEach(() => {
  Object.assign(window, { studio: undefined })
})

test("updates are off, say who would be asked, and are switched on", async () => {
  const screen = await show(<ProgramUpdates />)
  const on = screen.getByRole("switch", { name: "Look for updates automatically" })
  await expect.element(on).not.toBeChecked()
  await expect.element(screen.getByText(/Asks example\.com once a day/)).toBeVisible()
  await on.click()
  expect(updates.asked).toEqual(["on"])
  await expectAccessible()
})

test("what is switched on is switched off", async () => {
  say({ step: "none", checked: Date.UTC(2026, 10, 30, 9, 30) }, { automatic: true })
  const screen = await show(<ProgramUpdates />)
  await expect
    .element(screen.getByText(/You have the newest version, 0\.2\.0\. .*Nov 30, 2026/))
    .toBeVisible()
  await screen.getByRole("switch").click()
  expect(updates.asked).toEqual(["off"])
})

test.each([
  [{ step: "none", checked: null }, "Check now", "check"],
  [{ step: "found", version: "0.3.0" }, "Download", "download"],
  [{ step: "ready", version: "0.3.0" }, "Restart and install", "install"],
] as const)("from %o the user goes on by one button", async (progress, name, step) => {
  say(progress)
  const screen = await show(<ProgramUpdates />)
  await screen.getByRole("button", { name }).click()
  expect(updates.asked).toEqual([step])
  await expectAccessible()
})

test("a download shows how far it is, and takes no other step", async () => {
  say({ step: "downloading", version: "0.3.0", fraction: 0.25 })
  const screen = await show(<ProgramUpdates />)
  await expect.element(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "25")
  expect(screen.getByRole("button").elements()).toEqual([])
  await expectAccessible()
})

test("a failure says what to do, and can be tried again", async () => {
  say({ step: "failed", problem: { code: "update.not_ours", details: { host: "example.com" } } })
  const screen = await show(<ProgramUpdates />)
  await expect.element(screen.getByText(/not signed by the makers/)).toBeVisible()
  await expect.element(screen.getByRole("button", { name: "Check now" })).toBeEnabled()
})

test("a copy that can't update itself says why, and offers nothing", async () => {
  say({ step: "unavailable", reason: { code: "update.not_appimage", details: {} } }, { host: null })
  const screen = await show(<ProgramUpdates />)
  await expect.element(screen.getByText(/Only the AppImage updates itself/)).toBeVisible()
  await expect.element(screen.getByRole("switch")).toBeDisabled()
  expect(screen.getByRole("button").elements()).toEqual([])
  await expectAccessible()
})

test("in a browser there is nothing to update", async () => {
  Object.assign(window, { studio: undefined })
  const screen = await show(<ProgramUpdates />)
  expect(screen.container.textContent).toBe("")
})
