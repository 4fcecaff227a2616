import { expect, test, vi } from "vitest"
import type { TextFile } from "../../native/contract/api/catalog.ts"
import { expectAccessible, show } from "../testing/show.tsx"
import { Encodings } from "./encodings.tsx"

const text = (changes: Partial<TextFile>): TextFile => ({
  name: "items.csv",
  encoding: "gb18030",
  sure: true,
  marked: false,
  likely: ["gb18030"],
  lines: ["1,女裙"],
  ...changes,
})

test("files in UTF-8 need no choice, another encoding is shown with lines to judge it by", async () => {
  const texts = [text({ name: "plain.csv", encoding: "utf-8" }), text({})]
  const screen = await show(<Encodings texts={texts} chosen={{}} onChange={() => {}} />)
  await expect.element(screen.getByText("1,女裙")).toBeVisible()
  await expect
    .element(screen.getByRole("combobox", { name: "Encoding of items.csv" }))
    .toHaveTextContent("gb18030")
  expect(screen.getByRole("combobox").elements()).toHaveLength(1)
  await expectAccessible()
})

test("where it isn't clear, the likely ones come first and one is chosen for that file", async () => {
  const onChange = vi.fn()
  const texts = [text({ sure: false, likely: ["windows-1251", "gb18030"], encoding: "windows-1251" })]
  const screen = await show(
    <Encodings texts={texts} chosen={{ "interactions.csv": "koi8-r" }} onChange={onChange} />,
  )
  await expect.element(screen.getByRole("alert")).toBeVisible()
  await screen.getByRole("combobox").click()
  const [first] = screen.getByRole("option").elements()
  expect(first?.textContent).toBe("windows-1251")
  await screen.getByRole("option", { name: "gb18030" }).click()
  expect(onChange).toHaveBeenCalledWith({ "interactions.csv": "koi8-r", "items.csv": "gb18030" })
})
