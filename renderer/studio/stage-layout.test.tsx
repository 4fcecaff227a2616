import { beforeEach, expect, test, vi } from "vitest"
import { page } from "vitest/browser"
import type { LayoutFinding } from "../../native/contract/api/layouts.ts"
import type { AppSettings } from "../../native/contract/api/settings.ts"
import { note } from "../../native/contract/codes/index.ts"
import { settingsSchema } from "../../native/contract/settings.ts"
import { changeSettings, type View } from "../shared/studio-draft.ts"
import { usualSettings } from "../testing/app-answers.ts"
import { frame, items, recipe } from "../testing/catalog-answers.ts"
import { withAnswers } from "../testing/engine.ts"
import { expectAccessible } from "../testing/show.tsx"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import { Stage } from "./stage.tsx"
import { LayoutChoice, useStageLayout } from "./stage-layout.tsx"
import { useDroppedRecipe } from "./use-dropped-recipe.ts"

const item = items[0]!
let layouts: AppSettings["layouts"]
beforeEach(() => {
  layouts = {}
})

const overlay = vi.fn(
  (_: {
    name: string
    over: { kind: string }
    kept?: object | undefined
  }): { picture: string; findings: LayoutFinding[] } => ({ picture: `${frame}#laid`, findings: [] }),
)

const answers = () =>
  answersWith({
    layouts: { overlay },
    settings: {
      get: () => ({ ...usualSettings, language: "en", layouts }),
      set: change => {
        layouts = change.layouts ?? layouts
        return { ...usualSettings, language: "en", layouts }
      },
    },
  })

function Part({ view, progress }: { view: Exclude<View, "sweep">; progress: number | null }) {
  const layout = useStageLayout(item.scenario)
  return (
    <div style={{ height: 500, display: "flex" }}>
      <LayoutChoice scenario={item.scenario} />
      <Stage
        item={item}
        view={view}
        size={{ width: 256, height: 256 }}
        shown={{ kind: "preview" }}
        against={{ kind: "original" }}
        frame={frame}
        base={{ frame: null, progress: null }}
        progress={progress}
        waiting=""
        nameOf={({ kind }) => kind}
        layout={layout}
      />
    </div>
  )
}

const laid = () => document.querySelectorAll('img[src$="#laid"]').length

test("a layout lies over both pictures, is remembered for the scenario, and can be taken off", async () => {
  overlay.mockClear()
  await showInApp(<Part view="slider" progress={null} />, answers())
  await page.getByRole("combobox", { name: "Layout over the pictures" }).click()
  await page.getByRole("option", { name: "Poster title" }).click()
  await expect.poll(laid).toBe(2)
  expect(layouts).toEqual({ [item.scenario]: "poster-title" })
  expect(overlay.mock.calls.map(([{ name, over }]) => `${name} ${over.kind}`).sort()).toEqual([
    "poster-title frame",
    "poster-title item",
  ])
  await expectAccessible()
  await page.getByRole("combobox", { name: "Layout over the pictures" }).click()
  await page.getByRole("option", { name: "No layout" }).click()
  await expect.poll(laid).toBe(0)
  expect(layouts).toEqual({})
})

test("the difference of the pictures is theirs alone, and a layout that was deleted is none", async () => {
  layouts = { [item.scenario]: "poster-title" }
  await showInApp(<Part view="difference" progress={null} />, answers())
  await expect
    .element(page.getByRole("combobox", { name: "Layout over the pictures" }))
    .toHaveTextContent("Poster title")
  expect(laid()).toBe(0)
  layouts = { [item.scenario]: "deleted" }
  await showInApp(<Part view="slider" progress={null} />, answers())
  await expect
    .element(page.getByRole("combobox", { name: "Layout over the pictures" }).last())
    .toHaveTextContent("No layout")
  expect(laid()).toBe(0)
})

test("a box that lies over something protected is named on the stage, and what is protected is asked with", async () => {
  layouts = { [item.scenario]: "poster-title" }
  overlay.mockClear()
  overlay.mockReturnValueOnce({
    picture: `${frame}#laid`,
    findings: [
      { element: 1, finding: note("layout.covers_here", { box: 2, mask: "logo" }), isProblem: false },
      { element: 0, finding: note("layout.cut", { box: 1, size: "stage" }), isProblem: false },
    ],
  })
  changeSettings({ protect: ["logo"], placeY: 0.25 })
  await showInApp(<Part view="side" progress={null} />, answers())
  await expect
    .element(page.getByRole("img", { name: "box 2 covers some of the protected “logo”", exact: true }))
    .toBeVisible()
  expect(overlay.mock.calls[0]![0].kept).toMatchObject({ protect: ["logo"], placeY: 0.25 })
  await expectAccessible()
})

function Dropping() {
  useDroppedRecipe(null)
  return null
}

test("a file that is dropped brings the layout back that lies over it, if there is still one of the name", async () => {
  const opened = (name: string) => ({
    recipe: { ...recipe, layout: { name, hash: "0".repeat(64) } },
    settings: settingsSchema.parse({}),
    item: item.id,
    persona: null,
    warnings: [],
  })
  const names = ["winter", "poster-title"]
  await showInApp(
    <Dropping />,
    withAnswers(answers(), { renders: { readRecipe: () => opened(names.shift()!) } }),
  )
  const dataTransfer = new DataTransfer()
  dataTransfer.items.add(new File(["made"], "made.png", { type: "image/png" }))
  const drop = () =>
    window.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }))
  drop()
  await vi.waitFor(() => expect(names).toHaveLength(1))
  drop()
  await vi.waitFor(() => expect(layouts).toEqual({ [recipe.plan.scenario.id]: "poster-title" }))
})

test("while a picture is drawn, it isn't laid over at every step", async () => {
  layouts = { [item.scenario]: "poster-title" }
  overlay.mockClear()
  await showInApp(<Part view="slider" progress={0.5} />, answers())
  // The original's.
  await expect.poll(laid).toBe(1)
  expect(overlay.mock.calls.map(([{ over }]) => over.kind)).toEqual(["item"])
})
