import { expect, test } from "vitest"
import { userEvent } from "vitest/browser"
import type { PackView } from "../../native/contract/api/app.ts"
import { settingsSchema } from "../../native/contract/settings.ts"
import { settingsIn } from "../../native/contract/settings-table.ts"
import { setting as words } from "../../native/words/en/setting.ts"
import { pack } from "../testing/app-answers.ts"
import { expectAccessible, show } from "../testing/show.tsx"
import { SettingField } from "./setting-field.tsx"
import { draft, setDraft } from "./studio-draft.ts"

const shown = [...settingsIn("main"), ...settingsIn("more")]
const fresh = () => setDraft({ settings: settingsSchema.parse({}), quality: "quick" })

test("every setting of the panel has a control with its name, and axe finds nothing", async () => {
  fresh()
  const page = await show(shown.map(name => <SettingField key={name} name={name} pack={null} />))
  for (const name of shown) await expect.element(page.getByLabelText(words[name].label).first()).toBeVisible()
  await expectAccessible()
})

test("a slider changes its setting with keys, and is final when it is let go", async () => {
  fresh()
  const page = await show(<SettingField name="lambda2" pack={null} />)
  page.getByRole("slider").element().focus()
  await userEvent.keyboard("{Home}")
  expect(draft().settings.lambda2).toBe(0)
  await userEvent.keyboard("{ArrowRight}")
  expect(draft()).toMatchObject({ settings: { lambda2: 0.02 }, quality: "final" })
})

test("a choice, a switch and a size are taken, and a size can be the pack's own again", async () => {
  fresh()
  const page = await show(
    (["scheduler", "excludeSelf", "width"] as const).map(name => (
      <SettingField key={name} name={name} pack={null} />
    )),
  )
  await page.getByRole("combobox", { name: "Scheduler" }).click()
  await page.getByRole("option", { name: "DPM-Solver++ 2M", exact: true }).click()
  await page.getByRole("switch").click()
  await page.getByRole("combobox", { name: "Width" }).click()
  await page.getByRole("option", { name: "512 px" }).click()
  expect(draft().settings).toMatchObject({ scheduler: "dpmpp-2m", excludeSelf: true, width: 512 })
  await page.getByRole("combobox", { name: "Width" }).click()
  await page.getByRole("option", { name: /Native/ }).click()
  expect(draft().settings.width).toBeUndefined()
})

test("structure is as strong as the pack says, and is shown by one of the kinds that it reads", async () => {
  fresh()
  const names = ["structure", "structureKind"] as const
  const fields = (of: Partial<PackView>) =>
    names.map(name => <SettingField key={name} name={name} pack={{ ...pack, ...of }} />)
  const several = await show(fields({ structureScale: 0.4, structureKinds: ["edges", "tile"] }))
  await expect.element(several.getByRole("slider")).toHaveValue("0.4")
  await several.getByRole("combobox", { name: "Structure from" }).click()
  await several.getByRole("option", { name: "The picture itself" }).click()
  expect(draft().settings.structureKind).toBe("tile")
  expect(draft().settings.structure).toBeUndefined()
})

test("a kind of structure that the pack doesn't read stays in sight, so that another can be chosen", async () => {
  setDraft({ settings: settingsSchema.parse({ structureKind: "tile" }) })
  const page = await show(<SettingField name="structureKind" pack={{ ...pack, structureKinds: ["edges"] }} />)
  const choice = page.getByRole("combobox", { name: "Structure from" })
  await expect.element(choice).toHaveTextContent("The picture itself")
  await choice.click()
  await page.getByRole("option", { name: "Outlines" }).click()
  expect(draft().settings.structureKind).toBe("edges")
})

test("a pack that reads no hint says what to add to it", async () => {
  fresh()
  const off = { ...pack, structureKinds: [], features: { ...pack.features, structure: false } }
  const page = await show(<SettingField name="structure" pack={off} />)
  await expect.element(page.getByRole("slider")).toBeDisabled()
  await expect.element(page.getByText(/iamg pack add --controlnet edges=DIR/)).toBeVisible()
})

test("a seed is taken on Enter or when it is left; what is no seed is said and falls away", async () => {
  fresh()
  const page = await show(<SettingField name="seed" pack={null} />)
  const field = page.getByRole("textbox", { name: "Seed" })
  await field.fill("42")
  await userEvent.keyboard("{Enter}")
  expect(draft().settings.seed).toBe(42)
  await field.fill("-1")
  await expect.element(page.getByText(/^Between 0 and/)).toBeVisible()
  await userEvent.keyboard("{Tab}")
  await expect.element(field).toHaveValue("42")
  await field.fill("")
  await userEvent.keyboard("{Escape}")
  await expect.element(field).toHaveValue("42")
  expect(draft().settings.seed).toBe(42)
})
