import { beforeEach, expect, test, vi } from "vitest"
import { page, userEvent } from "vitest/browser"
import { settingsSchema } from "../../native/contract/settings.ts"
import { StructurePicture } from "../shared/structure-picture.tsx"
import { draft, setDraft } from "../shared/studio-draft.ts"
import { pack } from "../testing/app-answers.ts"
import { failure } from "../testing/engine.ts"
import { expectAccessible } from "../testing/show.tsx"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import { DropHint } from "./drop-hint.tsx"
import { useDroppedRecipe } from "./use-dropped-recipe.ts"

const hash = "a".repeat(64)
const sketch = () => new File(["…"], "sketch.png", { type: "image/png" })
beforeEach(() => setDraft({ settings: settingsSchema.parse({}) }))

test("a picture that is chosen shows structure, at full strength where it was off, and can be taken away", async () => {
  const kept = vi.fn(() => ({ hash }))
  const answers = answersWith({ studio: { keepHint: async () => kept() } })
  await showInApp(<StructurePicture pack={pack} />, answers)
  const input = document.querySelector<HTMLInputElement>('input[type="file"]')!
  await userEvent.upload(input, sketch())
  await expect.element(page.getByText("shows structure")).toBeVisible()
  expect(draft().settings).toMatchObject({ structureHint: hash, structure: 1 })
  await expectAccessible()

  setDraft({ settings: { ...draft().settings, structure: 0.3 } })
  await userEvent.upload(input, sketch())
  await vi.waitFor(() => expect(kept).toHaveBeenCalledTimes(2))
  expect(draft().settings.structure).toBe(0.3)

  await page.getByRole("button", { name: "Use the item’s own picture again" }).click()
  expect(draft().settings.structureHint).toBeNull()
  await expect.element(page.getByRole("button", { name: "Use a picture of your own…" })).toBeVisible()
})

test("a file that is no picture is refused in words, and the settings stay", async () => {
  const keepHint = () => {
    throw failure({ code: "catalog.image_format", details: { image: "sketch.png" } })
  }
  await showInApp(<StructurePicture pack={pack} />, answersWith({ studio: { keepHint } }))
  await userEvent.upload(document.querySelector<HTMLInputElement>('input[type="file"]')!, sketch())
  await expect.element(page.getByText(/sketch\.png is no picture/)).toBeVisible()
  expect(draft().settings.structureHint).toBeNull()
})

function Dropping({ structure }: { structure: boolean }) {
  const { hovering } = useDroppedRecipe({ ...pack, features: { ...pack.features, structure } })
  return hovering ? <DropHint withStructure={structure} /> : null
}

function drop(file: File): void {
  const dataTransfer = new DataTransfer()
  dataTransfer.items.add(file)
  for (const type of ["dragover", "drop"])
    window.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
}

const withoutRecipe = {
  renders: {
    readRecipe: () => {
      throw failure({ code: "recipe.none", details: { file: "sketch.png" } })
    },
  },
}

test("a picture without a recipe that is dropped shows structure", async () => {
  const answers = answersWith({ ...withoutRecipe, studio: { keepHint: async () => ({ hash }) } })
  await showInApp(<Dropping structure />, answers)
  drop(sketch())
  await vi.waitFor(() => expect(draft().settings.structureHint).toBe(hash))
})

test("with a pack that reads no hint, it is said to have no recipe", async () => {
  await showInApp(<Dropping structure={false} />, answersWith(withoutRecipe))
  drop(sketch())
  await expect.element(page.getByText(/sketch\.png/)).toBeVisible()
  expect(draft().settings.structureHint).toBeNull()
})
