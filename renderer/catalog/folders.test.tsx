import { useState } from "react"
import { expect, test, vi } from "vitest"
import { page } from "vitest/browser"
import type { PutAway } from "../../native/contract/catalog.ts"
import { expectAccessible } from "../testing/show.tsx"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import { Folders } from "./folders.tsx"

const folder = {
  id: 4,
  source: "/shop/spring",
  format: "csv",
  at: "2026-11-30T08:00:00.000Z",
  items: 6,
  archived: 1,
  removed: 2,
  gone: 0,
}

function Opened() {
  const [open, setOpen] = useState(true)
  return <Folders open={open} onClose={() => setOpen(false)} />
}

const press = (name: string) => (page.getByRole("button", { name }).element() as HTMLButtonElement).click()

test("what was put away of a folder is restored, and an undo puts each back as it was", async () => {
  const back: PutAway = { items: ["a", "b", "c"], personas: [], deleted: ["b", "c"] }
  const [putAway, bringBack] = [vi.fn(() => back), vi.fn(() => back)]
  const answers = answersWith({ catalogs: { list: () => [folder], putAway, bringBack } })
  await showInApp(<Opened />, answers)
  await expect.element(page.getByText("/shop/spring")).toBeVisible()
  await expect.element(page.getByText(/3 in use, 1 archived, 2 deleted/)).toBeVisible()
  await expectAccessible()
  press("Restore")
  await expect.poll(() => bringBack.mock.calls).toEqual([[expect.objectContaining({ catalogs: ["4"] })]])
  await expect.element(page.getByRole("button", { name: "Undo" })).toBeInTheDocument()
  press("Undo")
  await expect
    .poll(() => putAway.mock.calls)
    .toEqual([
      [expect.objectContaining({ kind: "archived", items: ["a"] })],
      [expect.objectContaining({ kind: "removed", items: ["b", "c"] })],
    ])
})

test("a folder that is in use as a whole is archived or deleted, and nothing of it can be restored", async () => {
  const done: PutAway = { items: ["a"], personas: [], deleted: [] }
  const putAway = vi.fn(() => done)
  const whole = { ...folder, archived: 0, removed: 0 }
  await showInApp(<Opened />, answersWith({ catalogs: { list: () => [whole], putAway } }))
  await expect.element(page.getByRole("button", { name: "Archive" })).toBeVisible()
  await expect.element(page.getByRole("button", { name: "Restore" })).not.toBeInTheDocument()
  press("Delete")
  await expect
    .poll(() => putAway.mock.calls)
    .toEqual([[expect.objectContaining({ kind: "removed", catalogs: ["4"] })]])
})
