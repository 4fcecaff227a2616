import { expect, test, vi } from "vitest"
import { page, userEvent } from "vitest/browser"
import type { Note } from "../../native/contract/note.ts"
import { jobOf, reports } from "../testing/app-answers.ts"
import { expectAccessible } from "../testing/show.tsx"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import { JobReport } from "./job-report.tsx"
import { JobRow } from "./job-row.tsx"

const row = (job: Parameters<typeof JobRow>[0]["job"], more: Partial<Parameters<typeof JobRow>[0]> = {}) => (
  <ul>
    <JobRow job={job} onReport={() => {}} {...more} />
  </ul>
)
const missing: Note = { code: "file.missing", details: {} }

test("a waiting job is moved with its buttons, with arrow keys, and cancelled", async () => {
  const [up, down, cancel] = [vi.fn(), vi.fn(), vi.fn(() => jobOf("tag", "cancelled", 0))]
  const job = jobOf("tag", "queued", 0)
  await showInApp(row(job, { move: { place: 1, up, down } }), answersWith({ jobs: { cancel } }))
  await expectAccessible()
  page
    .getByRole("button", { name: `Move up: ${job.title}` })
    .element()
    .focus()
  await userEvent.keyboard("{ArrowUp}")
  expect(up).toHaveBeenCalledTimes(1)
  await userEvent.keyboard("{ArrowDown}")
  expect(down).toHaveBeenCalledTimes(1)
  await page.getByRole("button", { name: `Cancel: ${job.title}` }).click()
  await expect.poll(() => cancel.mock.calls).toEqual([[{ id: job.id }]])
})

test("a failed job says why and what to do next, and is tried again", async () => {
  const retry = vi.fn(() => jobOf("render", "queued", 0))
  const problem: Note = { code: "export.not_written", details: { file: "a.png", reason: missing } }
  const job = { ...jobOf("render", "failed", 0), problem }
  await showInApp(row(job), answersWith({ jobs: { retry } }))
  await expect.element(page.getByText("a.png could not be written", { exact: false })).toBeVisible()
  await page.getByRole("button", { name: `Try again: ${job.title}` }).click()
  await expect.poll(() => retry.mock.calls.length).toBe(1)
})

test("a call that fails is said", async () => {
  await showInApp(row(jobOf("tag", "running", 0)))
  await page.getByRole("button", { name: /^Pause/ }).click()
  await expect.element(page.getByRole("alert")).toBeVisible()
})

const report = (kind: "tag" | "prepare", answer: object) =>
  showInApp(
    <JobReport job={jobOf(kind, "done", 0)} onClose={() => {}} />,
    answersWith({ jobs: { report: () => ({ kind, report: { ...reports[kind], ...answer } }) as never } }),
  )

test("a tagging’s report lists the items that could not be tagged, and why", async () => {
  const failed = Array.from({ length: 201 }, (_, index) => ({ id: `i${index}`, reason: missing }))
  await report("tag", { failed })
  const table = page.getByRole("table", { name: "Not tagged" })
  await expect.element(table).toBeVisible()
  await expect.element(table.getByRole("cell", { name: "i0", exact: true })).toBeVisible()
  await expect.element(table.getByText("there is no such file", { exact: false }).first()).toBeVisible()
  await expect.element(page.getByText("The first 200 of 201 are shown.")).toBeVisible()
  await expectAccessible()
})

test("a tagging without failures shows no table", async () => {
  await report("tag", {})
  await expect.element(page.getByText("Already tagged")).toBeVisible()
  expect(page.getByRole("table").elements()).toEqual([])
})

test("a preparation’s report says its warnings", async () => {
  const far: Note = { code: "item.far_from_pack", details: { pack: "starter", looked: 20, far: 19 } }
  await report("prepare", { warnings: [far] })
  await expect.element(page.getByRole("alert")).toHaveTextContent("starter")
  await expectAccessible()
})
