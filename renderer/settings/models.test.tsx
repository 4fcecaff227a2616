import { expect, test, vi } from "vitest"
import { page } from "vitest/browser"
import { appSettingsSchema } from "../../native/contract/api/settings.ts"
import { jobOf } from "../testing/app-answers.ts"
import { failure } from "../testing/engine.ts"
import { published } from "../testing/model-answers.ts"
import { expectAccessible } from "../testing/show.tsx"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import { Models } from "./models.tsx"

const settings = { ...appSettingsSchema.parse({}), endpointKeySet: false, houseWords: "" }

test("a model is got once its licences are accepted", async () => {
  const get = vi.fn(() => jobOf("download", "queued", 0))
  await showInApp(<Models settings={settings} />, answersWith({ models: { get } }))
  await page.getByRole("button", { name: "Get: Stable Diffusion 1.5" }).click()
  const dialog = page.getByRole("dialog", { name: "Get Stable Diffusion 1.5" })
  await expect.element(dialog.getByText("4 GB to download; 90 GB free on the drive.")).toBeVisible()
  await expect.element(dialog.getByText(/is called owner\/m1 now/)).toBeVisible()
  await expect.element(dialog.getByText("No licence stated")).toBeVisible()
  const start = dialog.getByRole("button", { name: "Get", exact: true })
  await expect.element(start).toBeDisabled()
  await dialog.getByRole("checkbox").click()
  await expectAccessible()
  await start.click()
  expect(get.mock.calls[0]).toMatchObject([
    { id: "sd15", agreed: [{ repository: "owner/m0", licence: "apache-2.0" }, {}, { licence: null }] },
  ])
  await expect.element(page.getByText("Stable Diffusion 1.5 is being downloaded")).toBeVisible()
})

test("a hub that can't be reached is said in the dialog", async () => {
  const offers = () => {
    throw failure({ code: "hub.gated", details: { repository: "a/b", address: "https://hub.example/a/b" } })
  }
  await showInApp(<Models settings={settings} />, answersWith({ models: { offers } }))
  await page.getByRole("button", { name: "Get: Stable Diffusion 1.5" }).click()
  await expect.element(page.getByText(/only after agreeing to its terms/)).toBeVisible()
})

test("a running download shows its progress and can be paused in its place", async () => {
  const job = {
    ...jobOf("download", "running", 0),
    title: "Stable Diffusion 1.5",
    progress: { done: 300, total: 7900, unit: "megabytes" as const },
  }
  const pause = vi.fn(() => ({ ...job, state: "paused" as const }))
  await showInApp(<Models settings={settings} />, answersWith({ jobs: { list: () => [job], pause } }))
  await expect.element(page.getByText("300 of 7,900 MB")).toBeVisible()
  expect(page.getByRole("button", { name: "Get: Stable Diffusion 1.5" }).elements()).toEqual([])
  await page.getByRole("button", { name: "Pause: Stable Diffusion 1.5" }).click()
  await expect.poll(() => pause.mock.calls).toEqual([[{ id: job.id }]])
  await expectAccessible()
})

test("a failed download is shown until a later one has made it good", async () => {
  const failed = (title: string) => ({ ...jobOf("download", "failed", 0), title })
  const list = () => [
    { ...jobOf("download", "done", 1), title: "Stable Diffusion 1.5" },
    failed("Stable Diffusion 1.5"),
    failed("模型 0"),
  ]
  await showInApp(<Models settings={settings} />, answersWith({ jobs: { list } }))
  await expect.poll(() => page.getByText(/^Download · Failed/).elements().length).toBe(1)
})

test("a model is removed after a question, and a damaged one is got again", async () => {
  const remove = vi.fn(() => ({ freedBytes: 700_000_000 }))
  await showInApp(<Models settings={settings} />, answersWith({ models: { remove } }))
  await expect.element(page.getByRole("button", { name: "Get again: 模型 3" })).toBeVisible()
  await page.getByRole("button", { name: "Remove 模型 1", exact: true }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Remove 模型 1" }).click()
  await expect.element(page.getByText("700 MB are free again")).toBeVisible()
  expect(remove.mock.calls).toEqual([[{ id: "m1" }]])
})

test("another hub is named, and its token is kept for it alone", async () => {
  const set = vi.fn(() => ({ ...settings, mirror: "https://mirror.example" }))
  const setToken = vi.fn(() => published)
  await showInApp(<Models settings={settings} />, answersWith({ settings: { set }, models: { setToken } }))
  const mirror = page.getByRole("textbox", { name: "Address of another hub" })
  await mirror.fill("https://mirror.example")
  await page.getByLabelText("Token for hub.example").fill("hf_abc")
  expect(set.mock.calls).toEqual([[{ mirror: "https://mirror.example" }]])
  await page.getByRole("button", { name: "Keep token" }).click()
  await expect.poll(() => setToken.mock.calls).toEqual([[{ host: "hub.example", token: "hf_abc" }]])
})
