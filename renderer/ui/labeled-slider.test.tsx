import { useState } from "react"
import { expect, test, vi } from "vitest"
import { page, userEvent } from "vitest/browser"
import { expectAccessible, show } from "../testing/show.tsx"
import { LabeledSlider, type LabeledSliderProps } from "./labeled-slider.tsx"

function Lambda(props: Partial<LabeledSliderProps>) {
  const [value, setValue] = useState(0.2)
  return (
    <LabeledSlider
      label="λ2"
      explain="How strongly the interests guide."
      value={value}
      min={0}
      max={1}
      step={0.02}
      good={[0.1, 0.3]}
      onChange={setValue}
      {...props}
    />
  )
}

test("keys move it by its step, and every move is told", async () => {
  const onCommit = vi.fn()
  await show(<Lambda onCommit={onCommit} />)
  const slider = page.getByRole("slider", { name: "λ2" })
  slider.element().focus()
  await userEvent.keyboard("{ArrowRight}{ArrowRight}")
  await expect.element(slider).toHaveValue("0.24")
  expect(onCommit.mock.calls).toEqual([[0.22], [0.24]])
  await expect.element(page.getByText(/Works well from 0.1 to 0.3/)).toBeVisible()
  await expectAccessible()
})

test("a typed value is taken on Enter, brought to the nearest step", async () => {
  const onCommit = vi.fn()
  await show(<Lambda onCommit={onCommit} />)
  await page.getByRole("textbox", { name: "λ2, value" }).fill("0,51")
  expect(onCommit).not.toHaveBeenCalled()
  await userEvent.keyboard("{Enter}")
  expect(onCommit).toHaveBeenCalledWith(0.52)
})

test("a value outside of its bounds is not taken, and Escape brings the old one back", async () => {
  const onCommit = vi.fn()
  await show(<Lambda onCommit={onCommit} />)
  const input = page.getByRole("textbox", { name: "λ2, value" })
  await input.fill("7")
  await userEvent.keyboard("{Enter}")
  await expect.element(page.getByRole("tooltip")).toHaveTextContent("Between 0 and 1")
  expect(onCommit).not.toHaveBeenCalled()
  await userEvent.keyboard("{Escape}")
  await expect.element(input).toHaveValue("0.2")
})

test("a disabled slider says why", async () => {
  await show(<Lambda disabled disabledReason="This pack has no interest attention." />)
  await expect.element(page.getByRole("slider", { name: "λ2" })).toBeDisabled()
  await expect.element(page.getByText("This pack has no interest attention.")).toBeVisible()
})
