import { expect, test, vi } from "vitest"
import { page, userEvent } from "vitest/browser"
import { expectAccessible, show } from "../testing/show.tsx"
import { TagChip } from "./tag-chip.tsx"

test("a plain tag is text with its count", async () => {
  await show(<TagChip tag="space" count={3} />)
  await expect.element(page.getByText("space 3")).toBeVisible()
  expect(page.getByRole("button").elements()).toEqual([])
})

test("a tag that can be clicked is a button that says what it does; one that stays pressed says so", async () => {
  const onClick = vi.fn()
  await show(<TagChip tag="space" label="pin it" selected onClick={onClick} />)
  await page.getByRole("button", { name: /^space ?, pin it$/, pressed: true }).click()
  await userEvent.keyboard("{Enter}")
  expect(onClick).toHaveBeenCalledTimes(2)
  await expectAccessible()
})

test("the cross of a tag is a button of its own", async () => {
  const run = vi.fn()
  const onClick = vi.fn()
  await show(<TagChip tag="space" onClick={onClick} remove={{ label: "Remove space", run }} />)
  await page.getByRole("button", { name: "Remove space" }).click()
  expect(run).toHaveBeenCalledTimes(1)
  expect(onClick).not.toHaveBeenCalled()
})

test.each(["plain", "pinned", "banned", "unused"] as const)("a %s tag can be read", async look => {
  await show(<TagChip tag="space" look={look} />)
  await expectAccessible()
})
