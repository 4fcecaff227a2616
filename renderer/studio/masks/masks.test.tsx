import { beforeEach, expect, test, vi } from "vitest"
import { page, userEvent } from "vitest/browser"
import type { Mask } from "../../../native/contract/mask.ts"
import { settingsSchema } from "../../../native/contract/settings.ts"
import { draft, setDraft } from "../../shared/studio-draft.ts"
import { hash, items } from "../../testing/catalog-answers.ts"
import { expectAccessible } from "../../testing/show.tsx"
import { answersWith, showInApp } from "../../testing/show-in-app.tsx"
import { MasksPanel } from "./masks-panel.tsx"

const item = { ...items[0]!, title: "Night train", width: 40, height: 30 }
const logo: Mask = {
  item: item.id,
  name: "logo",
  hash: hash(3),
  width: 40,
  height: 30,
  share: 0.2,
  image: "0".repeat(64),
  stale: false,
}
const stale: Mask = { ...logo, name: "old", stale: true }

beforeEach(() => setDraft({ settings: settingsSchema.parse({}), quality: "final" }))

/** White with a black left half, or what is asked for. */
async function pngOf(draw: (context: OffscreenCanvasRenderingContext2D) => void): Promise<Blob> {
  const canvas = new OffscreenCanvas(40, 30)
  draw(canvas.getContext("2d")!)
  return canvas.convertToBlob({ type: "image/png" })
}

async function dataUrl(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  return `data:image/png;base64,${btoa(String.fromCharCode(...bytes))}`
}

/** The pixels that a PNG keeps, of 40 × 30. */
async function keptIn(file: File): Promise<number> {
  const picture = await createImageBitmap(file)
  const canvas = new OffscreenCanvas(picture.width, picture.height)
  const context = canvas.getContext("2d")!
  context.drawImage(picture, 0, 0)
  const { data } = context.getImageData(0, 0, picture.width, picture.height)
  return data.filter((value, at) => at % 4 === 0 && value >= 128).length
}

/** An engine that keeps masks. */
function keeping(...first: Mask[]) {
  const masks = [...first]
  const save = vi.fn(async ({ name, file }: { name: string; file: File }) => {
    const mask = { ...logo, name, share: (await keptIn(file)) / 1200 }
    masks.splice(0, masks.length, ...masks.filter(other => other.name !== name), mask)
    return { mask, notes: [] }
  })
  const remove = vi.fn(({ name }: { name: string }) => {
    const at = masks.findIndex(mask => mask.name === name)
    return masks.splice(at, 1)[0]!
  })
  const restore = vi.fn(({ name }: { name: string }) => {
    masks.push({ ...logo, name })
    return { ...logo, name }
  })
  const subject = async () => ({
    picture: await dataUrl(
      await pngOf(context => {
        context.fillStyle = "#000"
        context.fillRect(0, 0, 40, 30)
        context.fillStyle = "#fff"
        context.fillRect(10, 10, 20, 10)
      }),
    ),
    doubts: [{ code: "mask.holes", details: { count: 2 } }],
  })
  const list = () => [...masks]
  return { save, remove, restore, answers: answersWith({ masks: { list, save, remove, restore, subject } }) }
}

const button = (name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" })

test("each mask protects by its box, a stale one can't, and one that the item lacks can be taken out", async () => {
  setDraft({ settings: settingsSchema.parse({ protect: ["nose"] }) })
  await showInApp(<MasksPanel item={item} />, keeping(logo, stale).answers)
  await expect.element(page.getByText("nose · this item has no such mask")).toBeVisible()
  await expectAccessible()
  await page.getByRole("checkbox", { name: /^logo/ }).click()
  expect(draft().settings.protect).toEqual(["nose", "logo"])
  await page.getByRole("checkbox", { name: /^nose/ }).click()
  expect(draft().settings.protect).toEqual(["logo"])
  await expect.element(page.getByRole("checkbox", { name: /^old/ })).toBeDisabled()
})

test("a press protects the subject, says why it should be looked at, and can be taken back", async () => {
  const { save, answers } = keeping()
  await showInApp(<MasksPanel item={item} />, answers)
  await button("Protect the subject").click()
  await expect.poll(() => draft().settings.protect).toEqual(["subject"])
  expect(await keptIn(save.mock.calls[0]![0].file)).toBe(200)
  await expect.element(page.getByText("Have a look at the mask: it has 2 holes.")).toBeVisible()
})

test("a deleted mask no longer protects, and an undo brings both back", async () => {
  setDraft({ settings: settingsSchema.parse({ protect: ["logo"] }) })
  const { remove, restore, answers } = keeping(logo)
  await showInApp(<MasksPanel item={item} />, answers)
  await button("Delete the mask “logo”").click()
  await expect.poll(() => draft().settings.protect).toEqual([])
  expect(remove).toHaveBeenCalledWith(expect.objectContaining({ item: item.id, name: "logo" }))
  await button("Undo").click()
  await expect.poll(() => draft().settings.protect).toEqual(["logo"])
  expect(restore).toHaveBeenCalledWith(expect.objectContaining({ name: "logo", hash: logo.hash }))
})

async function openEditor(answers = keeping()) {
  await showInApp(<MasksPanel item={item} />, answers.answers)
  await button("Draw a mask").click()
  await expect.element(page.getByRole("dialog", { name: "Mask of Night train" })).toBeVisible()
  return answers
}

/** Presses, moves and lets go over the picture, in shares of it. */
function drag(
  from: readonly [number, number],
  to: readonly [number, number],
  kind: PointerEventInit = {},
): void {
  const picture = page.getByRole("img", { name: /^The picture of/ }).element()
  picture.setPointerCapture = () => undefined
  const area = picture.getBoundingClientRect()
  const at = ([x, y]: readonly [number, number]) => ({
    clientX: area.left + x * area.width,
    clientY: area.top + y * area.height,
  })
  const of = { bubbles: true, pointerId: 1, pointerType: "mouse", button: 0, ...kind }
  picture.dispatchEvent(new PointerEvent("pointerdown", { ...of, ...at(from) }))
  picture.dispatchEvent(new PointerEvent("pointermove", { ...of, ...at(to) }))
  picture.dispatchEvent(new PointerEvent("pointerup", { ...of, ...at(to) }))
}

const keeps = (share: string) =>
  expect.element(page.getByText(`The mask keeps ${share} of the picture.`)).toBeVisible()

test("a mask is drawn, turned round, grown, taken back by keys, and kept under its name", async () => {
  const { save } = await openEditor()
  await expectAccessible()
  await expect.element(button("Keep the mask")).toBeDisabled()
  await userEvent.keyboard("r")
  drag([0.25, 0.2], [0.5, 0.6])
  await keeps("10%")
  await userEvent.keyboard("i")
  await keeps("90%")
  await userEvent.keyboard("{Control>}z{/Control}")
  await keeps("10%")
  await userEvent.keyboard("g")
  await keeps("27%")
  await userEvent.keyboard("{Control>}z{/Control}{Control>}z{/Control}")
  await expect.element(page.getByText("The mask keeps nothing yet.")).toBeVisible()
  await userEvent.keyboard("{Control>}{Shift>}z{/Shift}{/Control}")
  await keeps("10%")
  await page.getByRole("textbox", { name: "Name" }).fill("title, 2")
  await expect.element(button("Keep the mask")).toBeDisabled()
  await page.getByRole("textbox", { name: "Name" }).fill("title")
  await button("Keep the mask").click()
  await expect.poll(() => draft().settings.protect).toEqual(["title"])
  expect(await keptIn(save.mock.calls[0]![0].file)).toBe(120)
  await expect.element(page.getByRole("dialog")).not.toBeInTheDocument()
})

test("a pen draws wider the harder it presses, the eraser takes away, and a second finger makes no stroke", async () => {
  await openEditor()
  const kept = () => {
    const label = page
      .getByRole("img", { name: /^The picture of/ })
      .element()
      .getAttribute("aria-label")!
    return Number(/keeps (\d+)%/.exec(label)![1])
  }
  drag([0.2, 0.5], [0.8, 0.5], { pointerType: "pen", pressure: 0.1 })
  await expect.poll(kept).toBeGreaterThan(0)
  const light = kept()
  drag([0.2, 0.5], [0.8, 0.5], { pointerType: "pen", pressure: 1 })
  await expect.poll(kept).toBeGreaterThan(light)
  const heavy = kept()
  const picture = page.getByRole("img", { name: /^The picture of/ }).element()
  const touch = (type: string, pointerId: number, x: number) =>
    picture.dispatchEvent(
      new PointerEvent(type, { bubbles: true, pointerId, pointerType: "touch", clientX: x, clientY: 300 }),
    )
  const { left, width } = picture.getBoundingClientRect()
  touch("pointerdown", 5, left + 0.1 * width)
  touch("pointerdown", 6, left + 0.9 * width)
  touch("pointermove", 6, left + 0.95 * width)
  touch("pointerup", 6, left + 0.95 * width)
  touch("pointerup", 5, left + 0.1 * width)
  expect(kept()).toBe(heavy)
  await userEvent.keyboard("e")
  drag([0.2, 0.5], [0.8, 0.5])
  await expect.poll(kept).toBeLessThan(heavy)
})

test("rectangles are kept and taken out by numbers, with the keyboard alone", async () => {
  await openEditor()
  const field = (name: string) => page.getByRole("textbox", { name, exact: true })
  await field("From the left").fill("4")
  await field("Width").fill("99")
  await expect.element(button("Keep it")).toBeDisabled()
  await expect.element(page.getByText("1 to 40")).toBeVisible()
  await field("Width").fill("10")
  await field("Height").fill("12")
  button("Keep it").element().focus()
  await userEvent.keyboard("{Enter}")
  await keeps("10%")
  await field("Height").fill("6")
  button("Take it out").element().focus()
  await userEvent.keyboard("{Enter}")
  await keeps("5%")
})

test("the subject is a start to draw on; leaving with something drawn asks first", async () => {
  await openEditor()
  await button("Find the subject").click()
  await keeps("17%")
  await expect.element(page.getByText("Have a look at the mask: it has 2 holes.")).toBeVisible()
  await userEvent.keyboard("{Escape}")
  await expect.element(page.getByRole("dialog", { name: "Leave without keeping the mask?" })).toBeVisible()
  await expectAccessible()
  await button("Leave").click()
  await expect.element(page.getByRole("dialog")).not.toBeInTheDocument()
  expect(draft().settings.protect).toEqual([])
})
