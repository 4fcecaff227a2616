import { expect, test, vi } from "vitest"
import { userEvent } from "vitest/browser"
import { note } from "../../native/contract/codes/index.ts"
import { expectAccessible, show } from "../testing/show.tsx"
import { Report } from "./report.tsx"
import type { ImportReport } from "./use-check.ts"

const report = (changes: Partial<ImportReport> = {}): ImportReport => ({
  source: "shop",
  format: "csv",
  scenario: "product",
  items: { added: 12, updated: 3, unchanged: 40, refused: 0 },
  interactions: { taken: 900, refused: 1, negative: 0 },
  users: { kept: 8, dropped: 0 },
  personas: 7,
  gone: { count: 0, items: [], archived: false },
  pictures: { kept: 0, refused: 0 },
  addresses: { hosts: [], fetched: 0, known: 0, failed: 0 },
  notes: [],
  problems: [],
  ...changes,
})

const refused = (row: number, file = "items.csv"): ImportReport["problems"][number] => ({
  file,
  row,
  id: `i${row}`,
  code: "catalog.missing_column",
  details: { column: "title", file, found: ["id"] },
})

/** The words beside a count. */
const counted = (name: string) =>
  [...document.querySelectorAll("dt")].find(({ textContent }) => textContent === name)?.nextElementSibling
    ?.textContent

test("what would be taken is counted; other pictures only where there are some", async () => {
  const screen = await show(<Report report={report()} />)
  await expect.element(screen.getByText("All rows can be imported.")).toBeVisible()
  expect(["New items", "Changed", "Unchanged", "Interactions", "Refused interactions"].map(counted)).toEqual([
    "12",
    "3",
    "40",
    "900",
    "1",
  ])
  expect(counted("Other pictures")).toBeUndefined()
  await screen.rerender(
    <Report
      report={report({
        pictures: { kept: 5, refused: 0 },
        notes: [note("table.pictures_left_out", { most: 50 })],
      })}
    />,
  )
  expect(counted("Other pictures")).toBe("5")
  await expect.element(screen.getByRole("note")).toBeVisible()
  await expectAccessible()
})

test("refused rows are named, found by their words, and a thousand are scrolled by keys", async () => {
  const problems = [refused(2, "users.csv"), ...Array.from({ length: 999 }, (_, at) => refused(at + 2))]
  const screen = await show(<Report report={report({ problems })} />)
  const list = screen.getByRole("list", { name: "1,000 rows are refused" })
  await expect.element(list.getByText("users.csv, row 2:")).toBeVisible()
  // Only those in sight are drawn.
  expect(screen.getByRole("listitem").elements().length).toBeLessThan(40)
  ;(list.element() as HTMLElement).focus()
  await userEvent.keyboard("{End}")
  await expect.element(list.getByText("items.csv, row 1,000:")).toBeVisible()
  await screen.getByRole("searchbox", { name: "Filter rows" }).fill("USERS")
  await expect.element(list.getByText("users.csv, row 2:")).toBeVisible()
  expect(screen.getByRole("listitem").elements()).toHaveLength(1)
  await expectAccessible()
})

test("all refused rows are saved as a file, whatever is filtered", async () => {
  const blobs: Blob[] = []
  const create = vi.spyOn(URL, "createObjectURL").mockImplementation(blob => {
    blobs.push(blob as Blob)
    return "#"
  })
  const screen = await show(<Report report={report({ problems: [refused(2), refused(3)] })} />)
  await screen.getByRole("searchbox", { name: "Filter rows" }).fill("nothing like it")
  await screen.getByRole("button", { name: "Save as CSV" }).click()
  create.mockRestore()
  const text = await blobs[0]!.text()
  expect(text.trim().split("\n")).toHaveLength(1 + 2)
  expect(text).toContain("items.csv")
})
