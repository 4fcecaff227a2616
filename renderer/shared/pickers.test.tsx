import { expect, test, vi } from "vitest"
import { page, userEvent } from "vitest/browser"
import { items } from "../testing/catalog-answers.ts"
import { failure } from "../testing/engine.ts"
import { expectAccessible } from "../testing/show.tsx"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import { useChooseFolder } from "./folder-picker.tsx"
import { ItemPicker } from "./item-picker.tsx"
import { PersonaPicker } from "./persona-picker.tsx"

const focused = () => document.activeElement?.getAttribute("aria-label")

test("an item is found by words and picked with keys", async () => {
  const onPick = vi.fn()
  const list = vi.fn(({ search }: { search?: string | undefined }) => {
    const found = items.filter(({ title }) => title.includes(search ?? ""))
    return { total: found.length, items: found }
  })
  await showInApp(<ItemPicker open onPick={onPick} onClose={() => {}} />, answersWith({ items: { list } }))
  await expect.element(page.getByRole("dialog", { name: "Pick an item" })).toBeVisible()
  await expect.element(page.getByText("6 items")).toBeVisible()
  await expectAccessible()
  await expect.element(page.getByRole("option", { name: items[1]!.title })).toBeVisible()
  await userEvent.keyboard("{ArrowDown}")
  await expect.poll(focused).toBe(items[0]!.title)
  await userEvent.keyboard("{ArrowRight}")
  await expect.poll(focused).toBe(items[1]!.title)
  await userEvent.keyboard("{Enter}")
  await expect.poll(() => onPick.mock.lastCall?.[0]).toMatchObject([{ id: "i1" }])
  await page.getByRole("searchbox").fill("灯塔")
  await expect.element(page.getByText("1 item", { exact: true })).toBeVisible()
  expect(list).toHaveBeenLastCalledWith(expect.objectContaining({ search: "灯塔" }))
})

test("personas say how long their history is, and several are picked at once", async () => {
  const onPick = vi.fn()
  await showInApp(<PersonaPicker open multiple={{ selected: [] }} onPick={onPick} onClose={() => {}} />)
  await page.getByRole("option", { name: "林娜, 6 items in its history" }).click()
  await page.getByRole("option", { name: /陈明/ }).click()
  await expectAccessible()
  await page.getByRole("button", { name: "Use 2 personas" }).click()
  expect(onPick.mock.lastCall?.[0]).toMatchObject([{ name: "林娜" }, { name: "陈明" }])
})

test("a list that can’t be read says why, and is tried again", async () => {
  let tries = 0
  const list = () => {
    if (tries++ === 0) throw failure({ code: "catalog.empty", details: {} })
    return { total: 0, personas: [] }
  }
  await showInApp(
    <PersonaPicker open onPick={() => {}} onClose={() => {}} />,
    answersWith({ personas: { list } }),
  )
  await expect.element(page.getByRole("alert")).toHaveTextContent("There are no items yet.")
  await page.getByRole("button", { name: "Try again" }).click()
  await expect.element(page.getByText("There are no personas yet.")).toBeVisible()
})

function Choose({ onChosen }: { onChosen: (name: string | null) => void }) {
  const choose = useChooseFolder()
  const open = async () =>
    onChosen((await choose({ kind: "folder", title: "Folder for the set" }))?.name ?? null)
  return (
    <button type="button" onClick={() => void open()}>
      Open
    </button>
  )
}

test("a folder of the engine’s machine is opened, made and chosen; Escape chooses none", async () => {
  const onChosen = vi.fn()
  const made = { handle: "h9", name: "set", trail: [{ handle: "h9", name: "set" }], entries: [], more: false }
  const root = answersWith().folders!.open!
  const open: typeof root = asked => (asked?.handle === made.handle ? made : root(asked))
  await showInApp(<Choose onChosen={onChosen} />, answersWith({ folders: { open, create: () => made } }))
  await page.getByRole("button", { name: "Open" }).click()
  await expect.element(page.getByRole("dialog", { name: "Folder for the set" })).toBeVisible()
  await expect.element(page.getByRole("button", { name: /图片/ })).toBeVisible()
  // A file is no folder.
  await expect.element(page.getByText("items.csv")).not.toBeInTheDocument()
  await expectAccessible()
  await page.getByRole("button", { name: "New folder" }).click()
  await page.getByRole("textbox", { name: "Name of the new folder" }).fill("set")
  await userEvent.keyboard("{Enter}")
  await expect.element(page.getByText("This folder is empty.")).toBeVisible()
  await page.getByRole("button", { name: "Use this folder" }).click()
  await expect.poll(() => onChosen.mock.lastCall).toEqual(["set"])
  await page.getByRole("button", { name: "Open" }).click()
  await expect.element(page.getByRole("dialog")).toBeVisible()
  await userEvent.keyboard("{Escape}")
  await expect.poll(() => onChosen.mock.lastCall).toEqual([null])
})

test("a folder that is just being opened isn’t mistaken for the one before", async () => {
  const onChosen = vi.fn()
  const inner = {
    handle: "h9",
    name: "set",
    trail: [{ handle: "h9", name: "set" }],
    entries: [],
    more: false,
  }
  const root = answersWith().folders!.open!
  let answer = () => {}
  const open: typeof root = asked =>
    asked.handle === null
      ? root(asked)
      : new Promise(resolve => {
          answer = () => resolve(inner)
        })
  await showInApp(<Choose onChosen={onChosen} />, answersWith({ folders: { open } }))
  await page.getByRole("button", { name: "Open" }).click()
  const use = page.getByRole("button", { name: "Use this folder" })
  await expect.element(use).toBeEnabled()
  await page.getByRole("button", { name: /图片/ }).click()
  await expect.element(use).toBeDisabled()
  answer()
  await use.click()
  await expect.poll(() => onChosen.mock.lastCall?.[0]).toBe("set")
})
