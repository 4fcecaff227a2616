import { afterEach, expect, test } from "vitest"
import { page, userEvent } from "vitest/browser"
import { orpc, queryClient } from "../engine/rpc.ts"
import { ready, statusWith } from "../testing/app-answers.ts"
import { expectAccessible } from "../testing/show.tsx"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import { productRunOf, teachingCheck } from "../testing/work-answers.ts"
import { RunPage } from "./run-page.tsx"
import { Teach } from "./teach.tsx"
import { changeTaught, changeTeaching, useTeachDraft } from "./teach-draft.ts"

afterEach(() => {
  changeTeaching({ name: "", word: "", class: "", folder: null, items: [] })
  changeTaught({ steps: 600 })
})

const start = () => page.getByRole("button", { name: "Start teaching" })

test("it starts once there are pictures, a word and a class; the name is the word where none is given", async () => {
  const asked: unknown[] = []
  const teach = (input: unknown) => {
    asked.push(input)
    return productRunOf("queued", 0)
  }
  const started: string[] = []
  await showInApp(
    <Teach onStarted={run => started.push(run.name)} />,
    answersWith({ training: { runs: () => [], checkTeaching: () => teachingCheck, teach } }),
  )
  await expect.element(start()).toBeDisabled()
  await expect
    .element(page.getByRole("status").filter({ hasText: "Choose pictures of the product" }))
    .toBeVisible()
  changeTeaching({ folder: { handle: "h1", name: "bags" } })
  await expect.element(page.getByText("From the folder bags")).toBeVisible()
  await page.getByRole("textbox", { name: "Word" }).fill("zqx")
  await page.getByRole("textbox", { name: "Class" }).fill("bag")
  await expect.element(page.getByText("a photo of zqx bag")).toBeVisible()
  await expectAccessible()
  await expect.element(start()).toBeEnabled()
  await start().click()
  await expect.poll(() => started).toHaveLength(1)
  expect(asked).toMatchObject([
    { name: "zqx", folder: "h1", items: [], settings: { word: "zqx", class: "bag", rank: 8 } },
  ])
})

test("what is found is asked for again when the program's state changes", async () => {
  changeTeaching({ folder: { handle: "h1", name: "bags" }, word: "zqx", class: "bag" })
  let asked = 0
  const checkTeaching = () => {
    asked++
    return teachingCheck
  }
  await showInApp(
    <Teach onStarted={() => undefined} />,
    answersWith({ training: { runs: () => [], checkTeaching } }),
  )
  await expect.element(page.getByText("a photo of zqx bag")).toBeVisible()
  await new Promise(settle => setTimeout(settle, 1500))
  const before = asked
  queryClient.setQueryData(orpc.app.status.queryKey(), statusWith(ready, 3))
  await expect.poll(() => asked, { timeout: 5000 }).toBe(before + 1)
})

test("the text encoder and what class pictures show are chosen", async () => {
  await showInApp(<Teach onStarted={() => undefined} />)
  await page.getByRole("button", { name: "Taught, too" }).click()
  expect(useTeachDraft.getState().settings.textEncoder).toBe(true)
  await page.getByRole("button", { name: "Advanced" }).click()
  await page.getByRole("combobox", { name: "What these show" }).click()
  await page.getByRole("option", { name: "From the class alone" }).click()
  expect(useTeachDraft.getState().settings.classAlone).toBe(true)
  await expectAccessible()
  changeTaught({ textEncoder: false, classAlone: false })
})

test("what stands in its way is said, and it can't start", async () => {
  changeTeaching({ folder: { handle: "h1", name: "bags" }, word: "zqx", class: "bag" })
  const refusal = {
    code: "teaching.few_pictures",
    details: { found: 1, needed: 3, same: 29, unreadable: 0 },
  }
  await showInApp(
    <Teach onStarted={() => undefined} />,
    answersWith({
      training: { runs: () => [], checkTeaching: () => ({ ...teachingCheck, refusals: [refusal] }) },
    }),
  )
  await expect.element(page.getByText(/There is 1 usable picture of the product/)).toBeVisible()
  await expect.element(start()).toBeDisabled()
})

test("a number that can't be taken is marked", async () => {
  await showInApp(<Teach onStarted={() => undefined} />)
  await page.getByRole("button", { name: "Advanced" }).click()
  const rank = page.getByRole("textbox", { name: "Rank" })
  await rank.fill("0")
  await expect.element(page.getByText("A whole number between 1 and 128.")).toBeVisible()
  await rank.fill("4")
  await userEvent.tab()
  await expect.element(rank).toHaveValue("4")
  await expectAccessible()
})

test("a product that was taught says how it is called, and shows what was drawn", async () => {
  const drawn = [0, 1].map(index => ({
    step: 20,
    text: "a photo of zqx bag",
    picture: `20261129-100000-abcd.00000020-${index}`,
  }))
  await showInApp(
    <RunPage run={productRunOf("done", 0)} adapter={undefined} onRemoved={() => undefined} />,
    answersWith({ training: { curves: () => ({ losses: [], validation: [], drawn }) } }),
  )
  await expect.element(page.getByText(/Write “zqx bag” into an item’s text/)).toBeVisible()
  await expect.element(page.getByRole("button", { name: "Use in the studio" })).toBeVisible()
  const strips = page.getByRole("list", { name: "a photo of zqx bag, step by step" })
  await expect.poll(() => strips.elements()).toHaveLength(2)
  await page.getByText("Settings", { exact: true }).click()
  await expect.element(page.getByText("Pictures of the class", { exact: true })).toBeVisible()
  await expectAccessible()
})
