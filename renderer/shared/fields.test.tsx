import { useState } from "react"
import { expect, test, vi } from "vitest"
import { page, userEvent } from "vitest/browser"
import { failure } from "../testing/engine.ts"
import { expectAccessible } from "../testing/show.tsx"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import { adapter } from "../testing/work-answers.ts"
import { AdapterField } from "./adapter-field.tsx"
import { AddTag } from "./add-tag.tsx"
import { ScenarioField } from "./scenario-field.tsx"

function Adapter({ value: first, onChange }: { value: string | null; onChange?: (name: string) => void }) {
  const [value, setValue] = useState(first)
  return (
    <AdapterField
      value={value}
      onChange={(id, name) => {
        setValue(id)
        onChange?.(name)
      }}
    />
  )
}

const field = (name: string) => page.getByRole("combobox", { name })

test("an adapter is chosen with keys, and one that doesn’t fit says why and can’t be", async () => {
  const onChange = vi.fn()
  const other = { ...adapter, id: "a1", name: "Other", problem: { code: "file.missing", details: {} } }
  await showInApp(
    <Adapter value={null} onChange={onChange} />,
    answersWith({ adapters: { list: () => [adapter, other] } }),
  )
  await expect.element(field("Adapter")).toHaveTextContent("Pack’s own")
  field("Adapter").element().focus()
  await userEvent.keyboard("{Enter}")
  await expect.element(page.getByRole("option", { name: /Other/ })).toHaveAttribute("aria-disabled", "true")
  await expect.element(page.getByRole("option", { name: /Other/ })).toHaveTextContent("there is no such file")
  await expectAccessible()
  await userEvent.keyboard("{ArrowDown}{Enter}")
  expect(onChange).toHaveBeenLastCalledWith(adapter.name)
  await expect.element(field("Adapter")).toHaveTextContent(adapter.name)
})

test("an adapter that is gone is named as such", async () => {
  await showInApp(<Adapter value="a9" />)
  await expect.element(field("Adapter")).toHaveTextContent("An adapter that no longer exists")
})

test("a scenario without items can’t be chosen; all of them can", async () => {
  const onChange = vi.fn()
  await showInApp(<ScenarioField label="Items" all="All scenarios" value={null} onChange={onChange} />)
  field("Items").element().focus()
  await userEvent.keyboard("{Enter}")
  await expect.element(page.getByRole("option", { name: "Outfits" })).toHaveAttribute("aria-disabled", "true")
  await expectAccessible()
  await page.getByRole("option", { name: "Movie posters" }).click()
  expect(onChange).toHaveBeenLastCalledWith("movie-poster")
})

test("a tag is typed or taken from those of the catalog, in lower case, and the field is empty again", async () => {
  const onAdd = vi.fn()
  await showInApp(
    <AddTag label="Add a tag" known={["rain"]} onAdd={onAdd} />,
    answersWith({ items: { tagCounts: () => ["night", "rain", "train"].map(tag => ({ tag, count: 2 })) } }),
  )
  const input = page.getByRole("combobox", { name: "Add a tag" })
  await input.fill("Neon ")
  await userEvent.keyboard("{Enter}")
  expect(onAdd).toHaveBeenLastCalledWith("neon")
  await expect.element(input).toHaveValue("")
  await input.fill("ra")
  await expect.element(page.getByRole("option")).toHaveTextContent("train")
  await expectAccessible()
  await userEvent.keyboard("{ArrowDown}{Enter}")
  expect(onAdd).toHaveBeenLastCalledWith("train")
})

test("without an engine the fields can still be used", async () => {
  const fail = () => {
    throw failure({ code: "program.unexpected", details: {} })
  }
  await showInApp(
    <AddTag label="Add a tag" onAdd={() => undefined} />,
    answersWith({ items: { tagCounts: fail } }),
  )
  await page.getByRole("combobox", { name: "Add a tag" }).fill("night")
  await expectAccessible()
})
