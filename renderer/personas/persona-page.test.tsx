import { expect, test, vi } from "vitest"
import { page } from "vitest/browser"
import type { PutAway } from "../../native/contract/catalog.ts"
import { erasedOf, personas } from "../testing/catalog-answers.ts"
import { expectAccessible } from "../testing/show.tsx"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import { PersonaList } from "./persona-list.tsx"
import { PersonaPage } from "./persona-page.tsx"

const persona = { ...personas[0]!, name: "Lena" }
const pageOf = (away: "none" | "archived") => ({ persona, history: [], away, shopper: true })

const openMenu = () => page.getByRole("button", { name: "More for Lena" }).click()

test("a shopper is erased only after a warning that leaves things as they are when one presses Enter", async () => {
  const erase = vi.fn(() => erasedOf("u1"))
  await showInApp(
    <PersonaPage id={persona.id} />,
    answersWith({ personas: { get: () => pageOf("none"), erase } }),
  )
  await openMenu()
  await page.getByRole("menuitem", { name: "Erase the shopper…" }).click()
  const dialog = page.getByRole("dialog", { name: "Erase the shopper Lena?" })
  await expect.element(dialog).toHaveTextContent(/caches, logs and backups are erased. This can’t be undone/)
  await expectAccessible()
  await expect.element(dialog.getByRole("button", { name: "Cancel" })).toHaveFocus()
  await dialog.getByRole("button", { name: "Cancel" }).click()
  await expect.element(dialog).not.toBeInTheDocument()
  expect(erase).not.toHaveBeenCalled()

  await openMenu()
  await page.getByRole("menuitem", { name: "Erase the shopper…" }).click()
  await dialog.getByRole("button", { name: "Erase for good" }).click()
  await expect.element(page.getByText("Lena was erased for good")).toBeVisible()
  expect(erase.mock.calls).toEqual([[{ id: persona.id }]])
  // There is no way back.
  await expect.element(page.getByRole("button", { name: "Undo" })).not.toBeInTheDocument()
})

test("a persona that was put away can be restored, and nothing else", async () => {
  const back: PutAway = { items: [], personas: [persona.id], deleted: [] }
  const [bringBack, putAway] = [vi.fn(() => back), vi.fn(() => back)]
  const answers = answersWith({
    personas: { get: () => pageOf("archived") },
    catalogs: { bringBack, putAway },
  })
  await showInApp(<PersonaPage id={persona.id} />, answers)
  await openMenu()
  await expect.element(page.getByRole("menuitem", { name: "Restore" })).toBeVisible()
  await expect.element(page.getByRole("menuitem", { name: "Rename" })).not.toBeInTheDocument()
  await page.getByRole("menuitem", { name: "Restore" }).click()
  await expect.element(page.getByText("Lena was restored")).toBeVisible()
  expect(bringBack.mock.calls).toEqual([[expect.objectContaining({ personas: [persona.id] })]])
  await page.getByRole("button", { name: "Undo" }).click()
  await expect
    .poll(() => putAway.mock.calls)
    .toEqual([[expect.objectContaining({ kind: "archived", personas: [persona.id] })]])
})

test("the list shows those that were deleted, each with a way back", async () => {
  const { items, ...facts } = persona
  const list = vi.fn(({ away }: { away?: string | undefined }) =>
    away === "removed"
      ? { total: 1, personas: [{ ...facts, items: items.length, latest: [] }] }
      : { total: 0, personas: [] },
  )
  const bringBack = vi.fn((): PutAway => ({ items: [], personas: [persona.id], deleted: [persona.id] }))
  await showInApp(<PersonaList />, answersWith({ personas: { list }, catalogs: { bringBack } }))
  await page.getByRole("combobox", { name: "Which personas are shown" }).click()
  await page.getByRole("option", { name: "Deleted" }).click()
  await page.getByRole("button", { name: "Restore: Lena" }).click()
  await expect.element(page.getByText("Lena was restored")).toBeVisible()
  expect(bringBack.mock.calls).toEqual([[expect.objectContaining({ personas: [persona.id] })]])
})
