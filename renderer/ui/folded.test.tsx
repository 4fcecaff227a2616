import { expect, test } from "vitest"
import { page, userEvent } from "vitest/browser"
import { expectAccessible, show } from "../testing/show.tsx"
import { Folded } from "./folded.tsx"

test("what is folded away comes with a press or a key, and goes with another", async () => {
  await show(
    <Folded label="More">
      <p>Everything else</p>
    </Folded>,
  )
  const button = page.getByRole("button", { name: "More" })
  const text = page.getByText("Everything else")
  await expect.element(button).toHaveAttribute("aria-expanded", "false")
  await expect.element(text).not.toBeInTheDocument()
  await button.click()
  await expect.element(text).toBeVisible()
  await expect.element(button).toHaveAttribute("aria-expanded", "true")
  await expectAccessible()
  await userEvent.keyboard("{Enter}")
  await expect.element(text).not.toBeInTheDocument()
})
