import { expect, test, vi } from "vitest"
import { page } from "vitest/browser"
import type { PutAway } from "../../native/contract/catalog.ts"
import { expectAccessible } from "../testing/show.tsx"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import { SelectionBar } from "./selection-bar.tsx"

const changed: PutAway = { items: ["i1"], personas: [], deleted: [] }

test("chosen items are archived, and an undo brings back what was changed", async () => {
  const [putAway, bringBack, clear] = [vi.fn(() => changed), vi.fn(() => changed), vi.fn()]
  const answers = answersWith({ catalogs: { putAway, bringBack } })
  await showInApp(<SelectionBar ids={["i1", "i2"]} away="none" onClear={clear} />, answers)
  await expectAccessible()
  await page.getByRole("button", { name: "Archive" }).click()
  await expect.element(page.getByText("2 items archived")).toBeVisible()
  expect(putAway.mock.calls).toEqual([[expect.objectContaining({ kind: "archived", items: ["i1", "i2"] })]])
  expect(clear).toHaveBeenCalled()
  await page.getByRole("button", { name: "Undo" }).click()
  await expect.poll(() => bringBack.mock.calls).toEqual([[expect.objectContaining({ items: changed.items })]])
})

test("deleted items are restored", async () => {
  const bringBack = vi.fn(() => changed)
  const answers = answersWith({ catalogs: { bringBack } })
  await showInApp(<SelectionBar ids={["i1"]} away="removed" onClear={() => {}} />, answers)
  await expect.element(page.getByRole("button", { name: "Archive" })).not.toBeInTheDocument()
  await page.getByRole("button", { name: "Restore" }).click()
  await expect.poll(() => bringBack.mock.calls).toEqual([[expect.objectContaining({ items: ["i1"] })]])
})
