import StarBorderOutlined from "@mui/icons-material/StarBorderOutlined"
import { expect, test, vi } from "vitest"
import { userEvent } from "vitest/browser"
import { expectAccessible, show } from "../testing/show.tsx"
import { CommandButton } from "./command-button.tsx"

const icon = <StarBorderOutlined />

test("it has the command's name and runs it", async () => {
  const run = vi.fn()
  const page = await show(<CommandButton command={{ name: "Star", icon, run }} />)
  await page.getByRole("button", { name: "Star" }).click()
  await userEvent.keyboard(" ")
  expect(run).toHaveBeenCalledTimes(2)
  await expectAccessible()
})

test("a command that switches something says whether it is on", async () => {
  const page = await show(<CommandButton command={{ name: "Star", icon, pressed: true, run: () => {} }} />)
  await expect.element(page.getByRole("button", { name: "Star", pressed: true })).toBeVisible()
})

test("a disabled command can't be run; its hint can be read all the same", async () => {
  const page = await show(
    <CommandButton tellsKey command={{ name: "Star", icon, keys: ["s"], disabled: true, run: () => {} }} />,
  )
  const button = page.getByRole("button", { name: "Star" })
  await expect.element(button).toBeDisabled()
  await button.hover({ force: true })
  await expect.element(page.getByRole("tooltip")).toHaveTextContent("Star (S)")
})
