import { afterEach, expect, test } from "vitest"
import { page, userEvent } from "vitest/browser"
import { settingsSchema } from "../../native/contract/settings.ts"
import { draft, quickSettings, setDraft } from "../shared/studio-draft.ts"
import { expectAccessible } from "../testing/show.tsx"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import { inkLora } from "../testing/work-answers.ts"
import { LoraPicker } from "./lora-picker.tsx"

const few = { ...inkLora, name: "lcm", hash: "8".repeat(64), isFewSteps: true }
const other = { ...inkLora, name: "xl", problem: { code: "file.missing", details: {} } }
const answers = answersWith({ loras: { list: () => [inkLora, few, other] } })

afterEach(() => setDraft({ settings: settingsSchema.parse({}) }))

const add = async (name: RegExp) => {
  page.getByRole("combobox", { name: "LoRAs" }).element().focus()
  await userEvent.keyboard("{Enter}")
  await page.getByRole("option", { name }).click()
}

test("without LoRAs in the workspace one can be brought in from a file", async () => {
  await showInApp(<LoraPicker />, answersWith({ loras: { list: () => [] } }))
  await add(/From a file/)
  await expect.element(page.getByRole("dialog", { name: "A LoRA as a safetensors file" })).toBeVisible()
})

test("a LoRA is added at 1, its strength is set by keys, and it is removed again", async () => {
  await showInApp(<LoraPicker />, answers)
  await add(/墨线/)
  expect(draft().settings.loras).toEqual([{ name: "墨线", strength: 1 }])
  const slider = page.getByRole("slider", { name: "墨线" })
  slider.element().focus()
  await userEvent.keyboard("{ArrowLeft}{ArrowLeft}")
  expect(draft().settings.loras).toEqual([{ name: "墨线", strength: 0.9 }])
  await expectAccessible()
  await page.getByRole("button", { name: "Remove 墨线" }).click()
  expect(draft().settings.loras).toEqual([])
})

test("the strength of all is set beside them, and is as it was once none is left", async () => {
  await showInApp(<LoraPicker />, answers)
  await expect.element(page.getByRole("combobox", { name: "LoRAs" })).toBeVisible()
  expect(page.getByRole("slider").elements()).toEqual([])
  await add(/墨线/)
  page.getByRole("slider", { name: "LoRA strength" }).element().focus()
  await userEvent.keyboard("{ArrowLeft}")
  expect(draft().settings.loraStrength).toBeCloseTo(0.95)
  await page.getByRole("button", { name: "Remove 墨线" }).click()
  expect(draft().settings).toMatchObject({ loras: [], loraStrength: 1 })
})

test("one that doesn’t fit the pack says why and can’t be chosen", async () => {
  await showInApp(<LoraPicker />, answers)
  page.getByRole("combobox", { name: "LoRAs" }).element().focus()
  await userEvent.keyboard("{Enter}")
  const option = page.getByRole("option", { name: /xl/ })
  await expect.element(option).toHaveAttribute("aria-disabled", "true")
  await expect.element(option).toHaveTextContent("there is no such file")
  await expectAccessible()
})

test("with one for few steps, pictures and previews take 4 steps in one row, and without it as many as before", async () => {
  await showInApp(<LoraPicker />, answers)
  await add(/lcm/)
  expect(draft().settings).toMatchObject({ scheduler: "lcm", steps: 4, guidance: 1 })
  expect(quickSettings(draft().settings)).toMatchObject({ scheduler: "lcm", steps: 4, guidance: 1 })
  await page.getByRole("button", { name: "Remove lcm" }).click()
  expect(draft().settings).toMatchObject({ scheduler: "ddim", steps: 50, guidance: undefined })
  expect(quickSettings(draft().settings)).toMatchObject({ scheduler: "dpmpp-2m-karras", steps: 12 })
})

test("the pack’s own is offered by what it is, and draws under the name that the engine knows", async () => {
  const own = { ...few, name: "pack", addedAt: null }
  await showInApp(<LoraPicker />, answersWith({ loras: { list: () => [own, inkLora] } }))
  await add(/The pack’s own/)
  expect(draft().settings).toMatchObject({
    loras: [{ name: "pack", strength: 1 }],
    scheduler: "lcm",
    steps: 4,
  })
  await expect.element(page.getByRole("slider", { name: "The pack’s own" })).toBeVisible()
  await page.getByRole("button", { name: "Remove The pack’s own" }).click()
  expect(draft().settings).toMatchObject({ loras: [], scheduler: "ddim" })
})

test("a chosen LoRA that is gone says so and can be taken away", async () => {
  setDraft({ settings: settingsSchema.parse({ loras: [{ name: "lost" }] }) })
  await showInApp(<LoraPicker />, answers)
  await expect.element(page.getByText("This LoRA is no longer in the workspace.")).toBeVisible()
  await page.getByRole("button", { name: "Remove lost" }).click()
  expect(draft().settings.loras).toEqual([])
})
