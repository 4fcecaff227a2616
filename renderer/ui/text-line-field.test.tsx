import { expect, test, vi } from "vitest"
import { page, userEvent } from "vitest/browser"
import { expectAccessible, show } from "../testing/show.tsx"
import { TextLineField } from "./text-line-field.tsx"

async function shown(value: string) {
  const onCommit = vi.fn()
  await show(<TextLineField label="Words" help="With commas" value={value} most={10} onCommit={onCommit} />)
  return { onCommit, field: page.getByLabelText("Words") }
}

test("what is typed counts once the field is left, without the spaces around it", async () => {
  const { onCommit, field } = await shown("dull")
  await field.fill(" grey ")
  expect(onCommit).not.toHaveBeenCalled()
  await userEvent.tab()
  expect(onCommit).toHaveBeenCalledExactlyOnceWith("grey")
  await expectAccessible()
})

test("Enter keeps it, Escape takes it back, and the same text is no change", async () => {
  const { onCommit, field } = await shown("dull")
  await field.fill("grey")
  await userEvent.keyboard("{Escape}")
  await expect.element(field).toHaveValue("dull")
  expect(onCommit).not.toHaveBeenCalled()
  await field.fill("dull ")
  await userEvent.keyboard("{Enter}")
  expect(onCommit).not.toHaveBeenCalled()
  await field.fill("red")
  await userEvent.keyboard("{Enter}")
  expect(onCommit).toHaveBeenCalledExactlyOnceWith("red")
})

test("it takes no more than it may hold", async () => {
  const { onCommit, field } = await shown("")
  await field.click()
  await userEvent.keyboard("twelve chars{Enter}")
  expect(onCommit).toHaveBeenCalledExactlyOnceWith("twelve cha")
})
