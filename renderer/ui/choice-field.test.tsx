import { expect, test, vi } from "vitest"
import { userEvent } from "vitest/browser"
import { expectAccessible, show } from "../testing/show.tsx"
import { ChoiceField } from "./choice-field.tsx"

const options = [
  ["", "Native"],
  ["256", "256 px"],
  ["512", "512 px"],
] as const

test("an option is chosen with the mouse and with keys", async () => {
  const choose = vi.fn()
  const page = await show(<ChoiceField label="Width" value="" options={options} onChange={choose} />)
  await page.getByRole("combobox", { name: "Width" }).click()
  await page.getByRole("option", { name: "256 px" }).click()
  expect(choose).toHaveBeenLastCalledWith("256")
  await page.getByRole("combobox", { name: "Width" }).click()
  await userEvent.keyboard("{End}{Enter}")
  expect(choose).toHaveBeenLastCalledWith("512")
})

test("the option of no value has a name, and axe finds nothing", async () => {
  const page = await show(<ChoiceField label="Width" value="" options={options} onChange={() => undefined} />)
  await expect.element(page.getByRole("combobox", { name: "Width" })).toHaveTextContent("Native")
  await expectAccessible()
})
