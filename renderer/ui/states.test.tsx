import { Button } from "@mui/material"
import { expect, test, vi } from "vitest"
import { page, userEvent } from "vitest/browser"
import { EngineDiagnostics } from "../app/diagnostics.ts"
import { expectAccessible, show } from "../testing/show.tsx"
import { EmptyState, LoadingState, ProblemLine, ProblemState, ScreenSkeleton } from "./states.tsx"

test("an empty view says what is missing and offers the next step", async () => {
  const run = vi.fn()
  await show(
    <EmptyState
      title="No items yet"
      text="Import a catalog."
      action={<Button onClick={run}>Import</Button>}
    />,
  )
  await expect.element(page.getByText("No items yet")).toBeVisible()
  await page.getByRole("button", { name: "Import" }).click()
  expect(run).toHaveBeenCalledTimes(1)
  await expectAccessible()
})

test("a problem is announced with its next step, and can be tried again by keys", async () => {
  const run = vi.fn()
  const problem = { code: "page.engine_away", details: {} }
  await show(<ProblemState problem={problem} action={{ label: "Try again", run }} />)
  const alert = page.getByRole("alert")
  await expect.element(alert).toHaveTextContent("The engine doesn’t answer.")
  await expect.element(alert).toHaveTextContent("Wait a moment and try again; it is being restarted.")
  await userEvent.tab()
  await userEvent.keyboard("{Enter}")
  expect(run).toHaveBeenCalledTimes(1)
  await expectAccessible()
})

test("what nobody foresaw can be copied for a report, with the engine's diagnostics", async () => {
  const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue()
  await show(
    <EngineDiagnostics value={async () => "engine 0.2.0"}>
      <ProblemState problem={new Error("broken")} trace="at the trace" />
    </EngineDiagnostics>,
  )
  await page.getByRole("button", { name: "Copy diagnostics" }).click()
  await expect.poll(() => write.mock.lastCall?.[0]).toMatch(/^engine 0\.2\.0\n\nPage: .*\n\nat the trace$/)
  write.mockRestore()
})

test("a problem inside a view is one line that is announced", async () => {
  await show(<ProblemLine problem={{ code: "page.engine_away", details: {} }} />)
  await expect
    .element(page.getByRole("alert"))
    .toHaveTextContent("The engine doesn’t answer. Wait a moment and try again; it is being restarted.")
  await expectAccessible()
})

test("what is being read is announced, in shapes that take its room", async () => {
  await show(
    <div style={{ width: 600 }}>
      <LoadingState count={3} height={40} />
    </div>,
  )
  const { height } = page.getByRole("status", { name: "Loading…" }).element().getBoundingClientRect()
  expect(height).toBe(3 * 40 + 2 * 12)
  await expectAccessible()
})

test("a screen whose code is fetched says so", async () => {
  await show(<ScreenSkeleton />)
  await expect.element(page.getByRole("status", { name: "Loading…" })).toBeVisible()
})
