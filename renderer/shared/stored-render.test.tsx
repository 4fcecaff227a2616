import { expect, test, vi } from "vitest"
import { page } from "vitest/browser"
import { failure } from "../testing/engine.ts"
import { expectAccessible } from "../testing/show.tsx"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import { RenderPicture } from "./stored-render.tsx"

const id = "00000000-0000-4000-8000-000000000000"

/** No picture of a test comes: nobody serves them. */
const shown = (isStored: boolean) => <RenderPicture render={{ id, isStored }} ratio={1} alt="A whale" />

test("a picture whose store is away says why, and can be tried again", async () => {
  let isAway = true
  const fetch = vi.fn(() => {
    if (isAway)
      throw failure({
        code: "farm.store_failed",
        details: { reason: { code: "network.refused", details: {} } },
      })
  })
  await showInApp(shown(true), answersWith({ renders: { fetch } }))
  await expect.element(page.getByText(/The farm's store doesn't work/)).toBeVisible()
  expect(fetch.mock.calls).toEqual([[{ id }]])
  await expectAccessible()
  isAway = false
  await page.getByRole("button", { name: "Try again" }).click()
  await expect.element(page.getByText(/The farm's store doesn't work/)).not.toBeInTheDocument()
  expect(fetch).toHaveBeenCalledTimes(2)
})

test("a picture of this computer that is lost asks no farm", async () => {
  const fetch = vi.fn()
  await showInApp(shown(false), answersWith({ renders: { fetch } }))
  await expect.element(page.getByRole("img", { name: /A whale/ }).first()).toBeVisible()
  expect(fetch).not.toHaveBeenCalled()
})
