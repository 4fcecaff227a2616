import { expect, test } from "vitest"
import { page, userEvent } from "vitest/browser"
import { mostLoras } from "../../native/contract/lora.ts"
import { settingsSchema } from "../../native/contract/settings.ts"
import { jobOf, pack } from "../testing/app-answers.ts"
import { aRender } from "../testing/catalog-answers.ts"
import { expectAccessible } from "../testing/show.tsx"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import { quickSettings } from "./studio-draft.ts"
import { UpscaleDialog } from "./upscale-dialog.tsx"

test("a render is enlarged by the pack's own upscaler or another one, 4 times or 2", async () => {
  const asked: unknown[] = []
  const answers = answersWith({
    upscalers: {
      list: () => [
        { name: "pack", scale: 4 },
        { name: "sharp", scale: 2 },
      ],
      upscale: request => {
        asked.push(request)
        return jobOf("upscale", "queued", 0)
      },
    },
  })
  await showInApp(<UpscaleDialog render={aRender} onClose={() => {}} />, answers)
  const choice = page.getByRole("combobox", { name: "Upscaler" })
  await expect.element(choice).toHaveTextContent("The pack’s own")
  await expectAccessible()
  choice.element().focus()
  await userEvent.keyboard("{Enter}")
  await page.getByRole("option", { name: "sharp" }).click()
  page.getByRole("combobox", { name: "Size" }).element().focus()
  await userEvent.keyboard("{Enter}")
  await page.getByRole("option", { name: /^2×/ }).click()
  await page.getByRole("button", { name: "Upscale" }).click()
  await expect.poll(() => asked).toEqual([{ render: aRender.id, upscaler: "sharp", times: 2 }])
})

test("without an upscaler one can be brought in from a file, and nothing is begun before", async () => {
  const none = answersWith({ upscalers: { list: () => [] } })
  await showInApp(<UpscaleDialog render={aRender} onClose={() => {}} />, none)
  await expect.element(page.getByRole("button", { name: "Upscale" })).toBeDisabled()
  await expect.element(page.getByText("This takes an upscaler")).toBeVisible()
  page.getByRole("combobox", { name: "Upscaler" }).element().focus()
  await userEvent.keyboard("{Enter}")
  await page.getByRole("option", { name: /Add a file/ }).click()
  await expect.element(page.getByRole("dialog", { name: "Choose an upscaler" })).toBeVisible()
})

test("with a pack that has a LoRA for few steps of its own, previews take four", () => {
  const features = { ...pack.features, fewSteps: true }
  const settings = settingsSchema.parse({ loras: [{ name: "ink" }] })
  expect(quickSettings(settings, { features })).toMatchObject({
    scheduler: "lcm",
    steps: 4,
    guidance: 1,
    loras: [
      { name: "ink", strength: 1 },
      { name: "pack", strength: 1 },
    ],
  })
  expect(quickSettings(settings, { features: { ...features, fewSteps: false } })).toMatchObject({
    scheduler: "dpmpp-2m-karras",
    steps: 12,
    loras: [{ name: "ink" }],
  })
  const full = settingsSchema.parse({
    loras: Array.from({ length: mostLoras }, (_, i) => ({ name: `lora${i}` })),
  })
  expect(quickSettings(full, { features }).scheduler).toBe("dpmpp-2m-karras")
})
