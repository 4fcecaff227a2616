import { expect, test, vi } from "vitest"
import { page } from "vitest/browser"
import { jobOf } from "../testing/app-answers.ts"
import { farmState } from "../testing/farm-answers.ts"
import { expectAccessible } from "../testing/show.tsx"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import { JobRow } from "./job-row.tsx"

const job = jobOf("export", "running", 0)
const row = (
  <ul>
    <JobRow job={job} onReport={() => undefined} />
  </ul>
)

test("a set on a farm shows its workers, their speed and what failed, which can be tried again", async () => {
  const retry = vi.fn(() => ({ retried: 1 }))
  const ofJob = () => ({ name: "Home", state: farmState })
  await showInApp(row, answersWith({ farms: { ofJob, retry } }))
  await expect
    .element(page.getByText(/Home: 2 workers, 1 image is being drawn, 41 wait.*30 images a minute/))
    .toBeVisible()
  await expect.element(page.getByText(/cuda · 2 s an image · 12 drawn.*draws i1/)).toBeVisible()
  await expect.element(page.getByText(/cpu · nothing drawn yet/)).toBeVisible()
  await expect.element(page.getByText("1 image failed")).toBeVisible()
  await expectAccessible()
  await page.getByRole("button", { name: "Try failed ones again" }).click()
  await expect.element(page.getByText("1 image is tried again")).toBeVisible()
  expect(retry.mock.calls).toEqual([[{ name: "Home" }]])
})

test("a farm without workers says that the set waits", async () => {
  const ofJob = () => ({ name: "Home", state: { ...farmState, workers: [], queues: [], failures: [] } })
  await showInApp(row, answersWith({ farms: { ofJob } }))
  await expect.element(page.getByText(/No worker of Home is there/)).toBeVisible()
})
