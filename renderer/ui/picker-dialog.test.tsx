import { useState } from "react"
import { expect, test, vi } from "vitest"
import { page, userEvent } from "vitest/browser"
import { expectAccessible, show } from "../testing/show.tsx"
import { PickerDialog, type PickerDialogProps } from "./picker-dialog.tsx"

interface Letter {
  id: string
}

const letters = [..."abcdefghij"].map(id => ({ id }))

function Picker(props: Partial<PickerDialogProps<Letter, Letter>>) {
  const [search, setSearch] = useState("")
  const entries = letters.filter(({ id }) => id.includes(search))
  return (
    <PickerDialog<Letter, Letter>
      open
      title="Pick a letter"
      searchLabel="Search"
      resultsLabel="Letters"
      countLabel={`${entries.length} letters`}
      emptyText="No letter matches."
      search={search}
      onSearch={setSearch}
      entries={entries}
      query={{ data: entries, error: null, refetch: () => {} }}
      labelOf={({ id }) => id}
      render={({ id }) => <p>{id}</p>}
      tile={132}
      heightOf={() => 60}
      onPick={() => {}}
      onClose={() => {}}
      {...props}
    />
  )
}

test("a letter is searched, reached by keys and picked", async () => {
  const onPick = vi.fn()
  await show(<Picker onPick={onPick} />)
  await expect.element(page.getByRole("dialog", { name: "Pick a letter" })).toBeVisible()
  await expectAccessible()
  await userEvent.keyboard("{ArrowDown}{ArrowRight}{Enter}")
  expect(onPick).toHaveBeenLastCalledWith([{ id: "b" }])
  await page.getByRole("searchbox", { name: "Search" }).fill("g")
  await expect.element(page.getByText("1 letters")).toBeVisible()
  await page.getByRole("option", { name: "g" }).click()
  expect(onPick).toHaveBeenLastCalledWith([{ id: "g" }])
  await page.getByRole("searchbox", { name: "Search" }).fill("xyz")
  await expect.element(page.getByText("No letter matches.")).toBeVisible()
})

test("several are chosen, no more than may be, and then confirmed", async () => {
  const onPick = vi.fn()
  await show(
    <Picker
      onPick={onPick}
      multiple={{ selected: [{ id: "c" }], most: 2, confirm: count => `Use ${count}` }}
    />,
  )
  await expect.element(page.getByRole("option", { name: "c" })).toHaveAttribute("aria-selected", "true")
  await page.getByRole("option", { name: "a" }).click()
  await page.getByRole("option", { name: "d" }).click()
  await page.getByRole("button", { name: "Use 2" }).click()
  expect(onPick).toHaveBeenCalledWith([{ id: "c" }, { id: "a" }])
})

test("while the list is read it says so, and when it can't be read it can be tried again", async () => {
  const refetch = vi.fn()
  const { rerender } = await show(<Picker query={{ data: undefined, error: null, refetch }} />)
  await expect.element(page.getByRole("status", { name: "Loading" })).toBeVisible()
  await rerender(<Picker query={{ data: undefined, error: new Error("broken"), refetch }} />)
  await page.getByRole("button", { name: "Try again" }).click()
  expect(refetch).toHaveBeenCalledTimes(1)
})

test("more are read before the end of the list is reached", async () => {
  const onMore = vi.fn()
  await show(<Picker onMore={onMore} />)
  await expect.poll(() => onMore.mock.calls.length).toBeGreaterThan(0)
})
