import { expect, test, vi } from "vitest"
import { page } from "vitest/browser"
import { failure } from "../testing/engine.ts"
import { farm, farmState } from "../testing/farm-answers.ts"
import { expectAccessible } from "../testing/show.tsx"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import { Farms } from "./farms.tsx"

const home = { ...farm, name: "Home" }

test("a farm is entered with its keys, which are sent once and not shown again", async () => {
  const save = vi.fn(() => [home])
  await showInApp(<Farms />, answersWith({ farms: { save } }))
  await page.getByRole("button", { name: "Add a farm…" }).click()
  const dialog = page.getByRole("dialog", { name: "Add a farm" })
  const keep = dialog.getByRole("button", { name: "Keep" })
  await expect.element(keep).toBeDisabled()
  await dialog.getByLabelText("Name").fill("Home")
  await dialog.getByLabelText("Queue", { exact: false }).first().fill("rediss://queue.example.com")
  await dialog.getByLabelText("Store", { exact: false }).first().fill("s3://season/autumn")
  await dialog.getByLabelText("Farm’s key").fill("a long key of the farm, as it should be")
  await expectAccessible()
  await keep.click()
  expect(save.mock.calls[0]).toEqual([
    {
      farm: {
        name: "Home",
        queue: "rediss://queue.example.com",
        store: "s3://season/autumn",
        endpoint: "",
        region: "",
        tag: "",
      },
      before: null,
      secrets: { key: "a long key of the farm, as it should be" },
    },
  ])
  await expect.element(page.getByText("Home", { exact: true })).toBeVisible()
})

test("a farm that is changed keeps the keys that aren't entered again", async () => {
  const save = vi.fn(() => [home])
  await showInApp(<Farms />, answersWith({ farms: { list: () => [home], save } }))
  await page.getByRole("button", { name: "Change Home" }).click()
  const dialog = page.getByRole("dialog", { name: "Change Home" })
  await expect.element(dialog.getByText("It is known. Leave this empty to keep it.").first()).toBeVisible()
  await dialog.getByLabelText("Only workers with this tag").fill("cuda")
  await dialog.getByRole("button", { name: "Keep" }).click()
  expect(save.mock.calls[0]).toMatchObject([
    { farm: { name: "Home", tag: "cuda" }, before: "Home", secrets: {} },
  ])
})

test("the test says what works, or why not", async () => {
  const notes = [{ code: "farm.forgets" as const, details: {} }]
  await showInApp(
    <Farms />,
    answersWith({ farms: { list: () => [home], test: () => ({ ...farmState, notes }) } }),
  )
  await page.getByRole("button", { name: "Test Home" }).click()
  await expect.element(page.getByText("Queue and store work. 2 workers are there.")).toBeVisible()
  await expect.element(page.getByText(/append-only file is off/)).toBeVisible()
  await expectAccessible()
})

test("a farm that can't be reached is said below it", async () => {
  const away = () => {
    throw failure({
      code: "farm.queue_unreachable",
      details: { reason: { code: "network.refused", details: {} } },
    })
  }
  await showInApp(<Farms />, answersWith({ farms: { list: () => [home], test: away } }))
  await page.getByRole("button", { name: "Test Home" }).click()
  await expect.element(page.getByText(/The queue can't be reached/)).toBeVisible()
})

test("a farm is removed once that is agreed to", async () => {
  const remove = vi.fn(() => [])
  await showInApp(<Farms />, answersWith({ farms: { list: () => [home], remove } }))
  await page.getByRole("button", { name: "Remove Home" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Remove Home" }).click()
  await expect.element(page.getByText(/No farm yet/)).toBeVisible()
  expect(remove.mock.calls).toEqual([[{ name: "Home" }]])
})

test("the room for fetched images is shown with what is used of it, and changed", async () => {
  const setRoom = vi.fn(({ most }: { most: number }) => ({ bytes: 0, files: 0, most }))
  const fetched = () => ({ bytes: 1_500_000_000, files: 30, most: 5e9 })
  await showInApp(<Farms />, answersWith({ farms: { list: () => [home], fetched, setRoom } }))
  const field = page.getByLabelText("Room for fetched images, in GB")
  await expect.element(field).toHaveValue("5")
  await expect.element(page.getByText(/30 are here now, 1.5 GB/)).toBeVisible()
  await field.fill("-1")
  await expect.element(page.getByText("A number from 0 to 100,000")).toBeVisible()
  await field.fill("0.5")
  await page.getByRole("button", { name: "Add a farm…" }).click()
  await vi.waitFor(() => expect(setRoom.mock.calls).toEqual([[{ most: 5e8 }]]))
})
