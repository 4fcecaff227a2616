import { expect, test, vi } from "vitest"
import type { Mapping } from "../../native/contract/import.ts"
import { expectAccessible, show } from "../testing/show.tsx"
import { Columns } from "./columns.tsx"

const columns = [
  { name: "SKU", samples: ["4711", "4712", "4713", "4714"] },
  { name: "Name", samples: ["Pan"] },
  { name: "Photo 1", samples: ["pan.png"] },
  { name: "Photo 2", samples: [] },
]
const mapping = (changes: Partial<Mapping> = {}): Mapping => ({
  id: "SKU",
  title: "Name",
  description: null,
  image: ["Photo 1"],
  tags: [],
  ...changes,
})

test("each field shows its column with up to three values, and fields without one say so", async () => {
  const screen = await show(<Columns columns={columns} mapping={mapping()} onChange={() => {}} />)
  await expect.element(screen.getByRole("combobox", { name: "Id" })).toHaveTextContent("SKU")
  await expect.element(screen.getByText("4711 · 4712 · 4713")).toBeVisible()
  await expect.element(screen.getByRole("combobox", { name: "Description" })).toHaveTextContent("No column")
  await expect.element(screen.getByRole("combobox", { name: "Pictures" })).toHaveTextContent("Photo 1")
  expect(screen.getByText("Required").elements()).toEqual([])
  await expectAccessible()
})

test("a title without a column is missing; the one that is chosen is taken, and can be given back", async () => {
  const onChange = vi.fn()
  const screen = await show(
    <Columns columns={columns} mapping={mapping({ title: null })} onChange={onChange} />,
  )
  await expect.element(screen.getByText("Required")).toBeVisible()
  await screen.getByRole("combobox", { name: "Title" }).click()
  await screen.getByRole("option", { name: "Name" }).click()
  expect(onChange).toHaveBeenLastCalledWith(mapping({ title: "Name" }))
  await screen.getByRole("combobox", { name: "Id" }).click()
  await screen.getByRole("option", { name: "No column" }).click()
  expect(onChange).toHaveBeenLastCalledWith(mapping({ title: null, id: null }))
})

test("several columns may hold pictures, in the order in which they are chosen", async () => {
  const onChange = vi.fn()
  const screen = await show(
    <Columns columns={columns} mapping={mapping({ image: ["Photo 2"] })} onChange={onChange} />,
  )
  await screen.getByRole("combobox", { name: "Pictures" }).click()
  await screen.getByRole("option", { name: "Photo 1" }).click()
  expect(onChange).toHaveBeenLastCalledWith(mapping({ image: ["Photo 2", "Photo 1"] }))
})
