import { expect, test, vi } from "vitest"
import { userEvent } from "vitest/browser"
import { expectAccessible, show } from "../testing/show.tsx"
import { CloseButton } from "./close-button.tsx"

test("it has a name, and is pressed by mouse and keys", async () => {
  const close = vi.fn()
  const page = await show(<CloseButton onClick={close} />)
  await page.getByRole("button", { name: "Close" }).click()
  await userEvent.keyboard("{Enter}")
  expect(close).toHaveBeenCalledTimes(2)
  await expectAccessible()
})
