import { expect, test, vi } from "vitest"
import { expectAccessible, show } from "../testing/show.tsx"
import { Gone } from "./gone.tsx"

const gone = (count: number) => ({
  count,
  items: Array.from({ length: Math.min(count, 100) }, (_, at) => ({ id: `i${at}`, title: `Pan ${at}` })),
  archived: false,
})

test("what the folder no longer has is named, eight at most, and is archived only when asked", async () => {
  const onArchive = vi.fn()
  const screen = await show(<Gone gone={gone(120)} archive={false} onArchive={onArchive} />)
  await expect
    .element(screen.getByRole("heading", { name: "120 items are no longer in the folder" }))
    .toBeVisible()
  expect(
    screen
      .getByRole("listitem")
      .elements()
      .map(({ textContent }) => textContent),
  ).toEqual(Array.from({ length: 8 }, (_, at) => `Pan ${at}`))
  const archive = screen.getByRole("checkbox", { name: "Archive them" })
  await expect.element(archive).not.toBeChecked()
  await archive.click()
  expect(onArchive).toHaveBeenCalledWith(true)
  await expectAccessible()
})

test("one item is spoken of as one, and a choice that was made can be taken back", async () => {
  const onArchive = vi.fn()
  const screen = await show(<Gone gone={gone(1)} archive onArchive={onArchive} />)
  await expect
    .element(screen.getByRole("heading", { name: "1 item is no longer in the folder" }))
    .toBeVisible()
  const archive = screen.getByRole("checkbox", { name: "Archive it" })
  await expect.element(archive).toBeChecked()
  await archive.click()
  expect(onArchive).toHaveBeenCalledWith(false)
})
