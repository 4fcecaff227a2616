import { expect, test } from "vitest"
import { page, userEvent } from "vitest/browser"
import { settingEntry, studySettingNames } from "../../native/contract/settings-table.ts"
import { setting } from "../../native/words/en/setting.ts"
import { pack } from "../testing/app-answers.ts"
import { expectAccessible } from "../testing/show.tsx"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import { inkLora } from "../testing/work-answers.ts"
import { changeStudy, useStudyDraft } from "./draft.ts"
import { SetUp } from "./set-up.tsx"

test("every setting that a study takes has a control, and words to avoid are typed", async () => {
  await showInApp(<SetUp onStarted={() => undefined} />)
  for (const name of studySettingNames.filter(name => settingEntry(name).kind !== "name"))
    await expect.element(page.getByLabelText(setting[name].label, { exact: true }).first()).toBeVisible()
  await page.getByLabelText("Words to avoid").fill("blurry")
  await userEvent.keyboard("{Enter}")
  expect(useStudyDraft.getState().settings.avoid).toBe("blurry")
  await expectAccessible()
})

test("the study of methods takes LoRAs and other packs as further arms; another study drops them", async () => {
  const ofPack = { ...inkLora, name: "pack", addedAt: null, isFewSteps: true }
  await showInApp(
    <SetUp onStarted={() => undefined} />,
    answersWith({ loras: { list: () => [ofPack, inkLora] } }),
  )
  await page.getByRole("combobox", { name: "Compare also" }).click()
  await expect.element(page.getByRole("option", { name: "LoRA pack" })).not.toBeInTheDocument()
  await page.getByRole("option", { name: "LoRA 墨线" }).click()
  await userEvent.keyboard("{Escape}")
  expect(useStudyDraft.getState().settings.baselines).toEqual([
    { kind: "lora", name: "LoRA 墨线", lora: "墨线" },
  ])
  await expectAccessible()
  await page.getByRole("combobox", { name: "What to compare" }).click()
  await page.getByRole("option", { name: "Parts left out" }).click()
  expect(useStudyDraft.getState().settings.baselines).toEqual([])
  await expect.element(page.getByRole("combobox", { name: "Compare also" })).not.toBeInTheDocument()
  changeStudy({ study: "methods" })
})

test("an arm can be renamed; a name that another has is marked and falls away", async () => {
  const other = { ...pack, id: "a", name: "Journey", inUse: false }
  await showInApp(
    <SetUp onStarted={() => undefined} />,
    answersWith({ packs: { list: () => [other, { ...other, id: "b", name: "Midway" }] } }),
  )
  changeStudy({
    baselines: [
      { kind: "pack", name: "Journey", pack: "a" },
      { kind: "pack", name: "Midway", pack: "b" },
    ],
  })
  const names = () => useStudyDraft.getState().settings.baselines.map(({ name }) => name)
  const field = page.getByRole("textbox", { name: "Name of Journey" })
  await field.fill("Openjourney")
  expect(names()).toEqual(["Openjourney", "Midway"])
  await field.fill("midway")
  await expect.element(page.getByText(/no other arm’s name/)).toBeVisible()
  await expectAccessible()
  await userEvent.tab()
  await expect.element(field).toHaveValue("Openjourney")
  await page.getByRole("combobox", { name: "Compare also" }).click()
  await page.getByRole("option", { name: "Midway" }).click()
  await userEvent.keyboard("{Escape}")
  expect(names()).toEqual(["Openjourney"])
  changeStudy({ baselines: [] })
})

test("two packs of one name are two arms", async () => {
  const other = { ...pack, id: "a", name: "Journey", inUse: false }
  await showInApp(
    <SetUp onStarted={() => undefined} />,
    answersWith({ packs: { list: () => [other, { ...other, id: "b", name: "journey" }] } }),
  )
  await page.getByRole("combobox", { name: "Compare also" }).click()
  await page.getByRole("option", { name: "Journey", exact: true }).click()
  await page.getByRole("option", { name: "journey 2", exact: true }).click()
  expect(useStudyDraft.getState().settings.baselines).toEqual([
    { kind: "pack", name: "Journey", pack: "a" },
    { kind: "pack", name: "journey 2", pack: "b" },
  ])
  changeStudy({ baselines: [] })
})
