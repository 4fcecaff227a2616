import { beforeEach, expect, test, vi } from "vitest"
import { page, userEvent } from "vitest/browser"
import { settingsSchema } from "../../../native/contract/settings.ts"
import { draft, setDraft } from "../../shared/studio-draft.ts"
import { pack } from "../../testing/app-answers.ts"
import { items } from "../../testing/catalog-answers.ts"
import { expectAccessible } from "../../testing/show.tsx"
import { showInApp } from "../../testing/show-in-app.tsx"
import { PlacePanel } from "./place-panel.tsx"
import { PlaceStage } from "./place-stage.tsx"

const item = { ...items[0]!, title: "Night train", width: 40, height: 30 }
const frame = { width: 192, height: 320 }
const place = () => {
  const { placeScale, placeX, placeY } = draft().settings
  return [placeScale, placeX, placeY]
}

beforeEach(() => setDraft({ settings: settingsSchema.parse({}), quality: "final" }))

async function openStage(onClose = vi.fn()) {
  await showInApp(
    <div style={{ display: "flex", width: 600, height: 500 }}>
      <PlaceStage item={item} frame={frame} drawn={null} onClose={onClose} />
    </div>,
  )
  const stage = page.getByRole("group", { name: "Night train in the frame" })
  await expect.element(stage).toHaveFocus()
  return { stage: stage.element(), onClose }
}

test("keys move and scale the picture, put it back, and end", async () => {
  const { onClose } = await openStage()
  await expectAccessible()
  await userEvent.keyboard("{ArrowRight}{ArrowRight}")
  expect(place()).toEqual([1, 0.02, 0])
  await userEvent.keyboard("{Shift>}{ArrowUp}{/Shift}")
  expect(place()).toEqual([1, 0.02, -0.1])
  await userEvent.keyboard("-")
  expect(place()).toEqual([0.952, 0.02, -0.1])
  await userEvent.keyboard("0")
  expect(place()).toEqual([1, 0, 0])
  await userEvent.keyboard("{Escape}")
  expect(onClose).toHaveBeenCalledOnce()
})

function pointer(on: Element, type: string, x: number, y: number): void {
  const area = on.getBoundingClientRect()
  const clientX = area.left + x * area.width
  const clientY = area.top + y * area.height
  on.dispatchEvent(new PointerEvent(type, { clientX, clientY, pointerId: 1, bubbles: true }))
}

test("a drag moves the picture under the pointer, as one step that an undo takes back", async () => {
  const { stage } = await openStage()
  stage.setPointerCapture = () => undefined
  pointer(stage, "pointerdown", 0.5, 0.5)
  pointer(stage, "pointermove", 0.6, 0.5)
  pointer(stage, "pointermove", 0.75, 0.375)
  expect(place()).toEqual([1, 0, 0])
  pointer(stage, "pointerup", 0.75, 0.375)
  await expect.poll(place).toEqual([1, 0.25, -0.125])
  await page.getByRole("button", { name: "Undo" }).click()
  await expect.poll(place).toEqual([1, 0, 0])
})

test("the wheel scales the picture, and it never leaves the settings' range", async () => {
  const { stage } = await openStage()
  stage.dispatchEvent(new WheelEvent("wheel", { deltaY: -9000, cancelable: true }))
  await expect.poll(place).toEqual([3, 0, 0])
})

const panel = (moving = false, onMoving = vi.fn()) =>
  showInApp(<PlacePanel item={item} pack={pack} moving={moving} onMoving={onMoving} />)

test("a frame in a channel's shape holds the whole picture, and the pack's own brings it back", async () => {
  await panel()
  const choice = page.getByRole("combobox", { name: "Frame" })
  await expect.element(choice).toHaveTextContent("As the pack draws")
  await userEvent.click(choice)
  await userEvent.click(page.getByRole("option", { name: "Story · 192 × 320" }))
  // 40 × 30 covers the frame at 427 × 320; the story shows 180 of its 192 pixels.
  expect(draft().settings).toMatchObject({ width: 192, height: 320, placeScale: 0.422 })
  await expect.element(choice).toHaveTextContent("Story · 192 × 320")
  await expectAccessible()
  await userEvent.click(choice)
  await userEvent.click(page.getByRole("option", { name: "As the pack draws" }))
  expect(draft().settings).toMatchObject({ placeScale: 1 })
  expect(draft().settings.width).toBeUndefined()
})

test("of two channels with one frame, the one that was chosen is shown", async () => {
  const large = { ...pack, nativeSize: { width: 512, height: 512 } }
  await showInApp(<PlacePanel item={item} pack={large} moving={false} onMoving={vi.fn()} />)
  const choice = page.getByRole("combobox", { name: "Frame" })
  for (const name of ["Thumbnail · 704 × 384", "Wide · 704 × 384"]) {
    await userEvent.click(choice)
    await userEvent.click(page.getByRole("option", { name }))
    await expect.element(choice).toHaveTextContent(name)
  }
})

test("a size that no channel has is shown as it is", async () => {
  setDraft({ settings: settingsSchema.parse({ width: 512, height: 256 }) })
  await panel()
  await expect.element(page.getByRole("combobox", { name: "Frame" })).toHaveTextContent("512 × 256")
})

test("the place has numbers, the picture can be put back, and all of it protected", async () => {
  setDraft({ settings: settingsSchema.parse({ placeX: 0.2, placeScale: 0.5 }) })
  const onMoving = vi.fn()
  await panel(false, onMoving)
  await expectAccessible()
  const number = page.getByRole("textbox", { name: /^Right in the frame/ })
  await userEvent.fill(number, "-0.1")
  await userEvent.keyboard("{Enter}")
  expect(place()).toEqual([0.5, -0.1, 0])
  await page.getByRole("switch", { name: "Protect the whole picture" }).click()
  expect(draft().settings.protectWhole).toBe(true)
  await page.getByRole("button", { name: "Move and scale" }).click()
  expect(onMoving).toHaveBeenCalledWith(true)
  await page.getByRole("button", { name: "Put back" }).click()
  expect(place()).toEqual([1, 0, 0])
  await expect.element(page.getByRole("button", { name: "Put back" })).toBeDisabled()
})
