import { expect, test, vi } from "vitest"
import { page, userEvent } from "vitest/browser"
import { expectAccessible, show } from "../testing/show.tsx"
import { NumberField, type NumberFieldProps } from "./number-field.tsx"

const field = (props: Partial<NumberFieldProps>) => (
  <NumberField label="Steps" text="50" wrong={undefined} onType={() => {}} onLeave={() => {}} {...props} />
)

test("what is typed is told as text, and that the field was left", async () => {
  const onType = vi.fn()
  const onLeave = vi.fn()
  await show(field({ help: "Optimiser steps.", onType, onLeave }))
  await page.getByRole("textbox", { name: "Steps" }).fill("2,000")
  expect(onType).toHaveBeenLastCalledWith("2,000")
  expect(onLeave).not.toHaveBeenCalled()
  await userEvent.tab()
  expect(onLeave).toHaveBeenCalledTimes(1)
  await expectAccessible()
})

test("what is wrong stands in place of the help, and is tied to the field", async () => {
  await show(field({ help: "Optimiser steps.", wrong: "Between 1 and 100" }))
  const input = page.getByRole("textbox", { name: "Steps" })
  await expect.element(input).toHaveAccessibleDescription("Between 1 and 100")
  await expect.element(input).toBeInvalid()
  await expect.element(page.getByText("Optimiser steps.")).not.toBeInTheDocument()
})

test("a compact field says what is wrong in a hint", async () => {
  await show(field({ compact: true, wrong: "Between 1 and 100" }))
  await expect.element(page.getByRole("textbox", { name: "Steps" })).toBeInvalid()
  await expect.element(page.getByRole("tooltip")).toHaveTextContent("Between 1 and 100")
  await expectAccessible()
})
