import { expect, test } from "vitest"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import { NoItems } from "./no-items.tsx"

const screens = (put: "archived" | "removed" | null) =>
  showInApp(
    <NoItems title="Nothing yet" text="Import a catalog." />,
    answersWith({ items: { list: ({ away }) => ({ total: away === put ? 3 : 0, items: [] }) } }),
  )

test("where nothing was imported, the screen says so in its own words", async () => {
  const page = await screens(null)
  await expect.element(page.getByText("Nothing yet")).toBeVisible()
})

test.each(["archived", "removed"] as const)(
  "where all items are %s, it says how to restore them",
  async put => {
    const page = await screens(put)
    await expect.element(page.getByText("All items are archived or deleted")).toBeVisible()
    await expect.element(page.getByText(/^To restore items, choose “Archived” or “Deleted”/)).toBeVisible()
    await expect.element(page.getByText("Nothing yet")).not.toBeInTheDocument()
  },
)
