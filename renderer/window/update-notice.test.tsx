import { afterEach, beforeEach, expect, test } from "vitest"
import { page } from "vitest/browser"
import { Router } from "wouter"
import { memoryLocation } from "wouter/memory-location"
import { Notices } from "../app/notices.tsx"
import { bridge, updates, usualUpdates } from "../testing/engine.ts"
import { show } from "../testing/show.tsx"
import { useUpdateNotice } from "./update-notice.ts"

beforeEach(() => {
  Object.assign(window, { studio: bridge })
  updates.current = { ...usualUpdates, progress: { step: "found", version: "0.3.0" } }
})
afterEach(() => {
  Object.assign(window, { studio: undefined })
})

function Noticing() {
  useUpdateNotice()
  return <Notices />
}

const showAt = async (path: string) => {
  const location = memoryLocation({ path, record: true })
  await show(
    <Router hook={location.hook}>
      <Noticing />
    </Router>,
  )
  return location
}

test("a newer version is said where the user is, with the way to it", async () => {
  const { history } = await showAt("/catalog")
  await expect.element(page.getByText("Version 0.3.0 of the studio is available")).toBeVisible()
  await page.getByRole("button", { name: "Show" }).click()
  expect(history).toEqual(["/catalog", "/settings"])
})

test("nothing is said where it stands already, nor of what is no news", async () => {
  await showAt("/settings")
  updates.current = usualUpdates
  await showAt("/catalog")
  await new Promise(later => setTimeout(later, 300))
  expect(page.getByText(/is available/).elements()).toEqual([])
})
