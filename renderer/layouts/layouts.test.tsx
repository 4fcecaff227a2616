import { Box } from "@mui/material"
import { beforeEach, expect, test, vi } from "vitest"
import { page, userEvent } from "vitest/browser"
import type { LayoutView } from "../../native/contract/api/layouts.ts"
import type { Layout } from "../../native/contract/layout.ts"
import { frame, hash } from "../testing/catalog-answers.ts"
import { type Answers, failure } from "../testing/engine.ts"
import { ownLayout, shippedLayout } from "../testing/layout-answers.ts"
import { expectAccessible } from "../testing/show.tsx"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import { useLayoutDrafts } from "./layout-drafts.ts"
import LayoutsScreen from "./screen.tsx"

beforeEach(() => {
  useLayoutDrafts.setState({}, true)
  localStorage.clear()
})

/** An engine that keeps one layout of the user's own, beside a shipped one. */
function keeping(more: Answers["layouts"] = {}) {
  let own: LayoutView | null = ownLayout
  let away: LayoutView | null = null
  const save = vi.fn(({ layout, files }: { layout: unknown; files: unknown; replaces: string | null }) => {
    own = { ...ownLayout, layout: layout as Layout, files: files as LayoutView["files"], hash: hash(30) }
    return { layout: { name: own.layout.name, hash: own.hash } }
  })
  const copy = vi.fn(({ as }: { as: string }) => {
    own = {
      ...shippedLayout,
      origin: "workspace",
      layout: { ...shippedLayout.layout, name: as },
      hash: hash(31),
    }
    return { layout: { name: as, hash: own.hash } }
  })
  const preview = vi.fn((_: { quick?: boolean | undefined }) => ({ picture: frame, findings: [] }))
  const answers = answersWith({
    layouts: {
      list: () =>
        [shippedLayout, ...(own ? [own] : [])].map(({ layout: { name, elements }, origin }) => ({
          name,
          origin,
          elements: elements.length,
        })),
      get: ({ name }) => {
        const found = [own, shippedLayout].find(view => view?.layout.name === name)
        if (!found) throw failure({ code: "layout.unknown", details: { layout: name, known: [] } })
        return found
      },
      save,
      copy,
      remove: () => {
        away = own
        own = null
        return { key: "00000000-0000-4000-8000-000000000001" }
      },
      restore: () => {
        own = away
      },
      preview,
      ...more,
    },
  })
  return { answers, save, copy, preview, kept: () => own }
}

const button = (name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" })
const draftOf = () => Object.values(useLayoutDrafts.getState())[0]?.layout

async function show(answers: Answers): Promise<void> {
  await showInApp(
    <Box sx={{ height: 760, display: "flex" }}>
      <LayoutsScreen />
    </Box>,
    answers,
  )
}

async function openOwn(engine = keeping()) {
  await show(engine.answers)
  await page.getByRole("link", { name: "sale" }).click()
  await expect.element(page.getByRole("img", { name: "The layout sale at the size Square" })).toBeVisible()
  return engine
}

/** The frame on the picture, not the line in the list. */
const onPicture = (name: string): HTMLElement =>
  document.querySelector<HTMLElement>(`[aria-describedby=layout-frame-keys][aria-label="${name}"]`)!

function drag(target: Element, by: { x: number; y: number }, more: PointerEventInit = {}): void {
  const picture = target.closest<HTMLElement>("[style], div")!
  for (let box: Element | null = picture; box; box = box.parentElement)
    if (box instanceof HTMLElement) box.setPointerCapture = () => undefined
  const area = target.getBoundingClientRect()
  const at = { clientX: area.left + area.width / 2, clientY: area.top + area.height / 2 }
  const of = { bubbles: true, pointerId: 1, pointerType: "mouse", button: 0, ...more }
  target.dispatchEvent(new PointerEvent("pointerdown", { ...of, ...at }))
  for (const share of [0.5, 1])
    target.dispatchEvent(
      new PointerEvent("pointermove", {
        ...of,
        clientX: at.clientX + share * by.x,
        clientY: at.clientY + share * by.y,
      }),
    )
  target.dispatchEvent(
    new PointerEvent("pointerup", { ...of, clientX: at.clientX + by.x, clientY: at.clientY + by.y }),
  )
}

test("a shipped layout is only looked at; its copy is named and opened", async () => {
  const { answers, copy } = keeping()
  await show(answers)
  await expect.element(page.getByText("Comes with the studio")).toBeVisible()
  await expectAccessible()
  await page.getByRole("link", { name: "Poster title" }).click()
  await expect.element(page.getByText(/Make a copy to change it/)).toBeVisible()
  await expect.element(button("Add")).toBeDisabled()
  await expect.element(page.getByRole("heading", { level: 2, name: "Safe zone and fonts" })).toBeVisible()
  await button("Copy to change it").click()
  const name = page.getByRole("textbox", { name: "Name" })
  await name.fill("poster-title")
  await expect.element(page.getByText("There is a layout of this name already")).toBeVisible()
  await expect.element(button("Copy")).toBeDisabled()
  await name.fill("Summer Sale")
  await expect.element(name).toHaveValue("summer-sale")
  await button("Copy").click()
  await expect.element(page.getByRole("heading", { level: 1, name: "summer-sale" })).toBeVisible()
  expect(copy.mock.calls[0]![0]).toEqual({ name: "poster-title", as: "summer-sale" })
  await expect.element(button("Add")).toBeEnabled()
})

test("a box is moved and resized by the pointer; each is one step, and is drawn while it moves", async () => {
  const { preview } = await openOwn()
  await expectAccessible()
  const box = onPicture("Rectangle")
  // Far from every line, and with Alt: where it is let go, it stays.
  drag(box, { x: 40, y: 25 }, { altKey: true })
  await expect.poll(() => draftOf()?.elements[0]?.box.x).toBeGreaterThan(0.1)
  const moved = draftOf()!.elements[0]!.box
  const width = box.parentElement!.clientWidth
  expect(moved.x).toBeCloseTo(0.1 + 40 / (0.9 * width), 3)
  expect(moved.y).toBeCloseTo(0.1 + 25 / (0.9 * width), 3)
  await expect.poll(() => preview.mock.calls.some(([{ quick }]) => quick === true)).toBe(true)
  await expect.poll(() => preview.mock.calls.at(-1)![0].quick).toBe(false)

  const grip = onPicture("Rectangle").querySelectorAll("[aria-hidden=true]")
  // The grips follow one another by rows; the last is the lower right one.
  drag(grip[grip.length - 1]!, { x: 30, y: 0 }, { altKey: true })
  await expect.poll(() => draftOf()!.elements[0]!.box.width).toBeCloseTo(0.2 + 30 / (0.9 * width), 3)
  expect(draftOf()!.elements[0]!.box.x).toBeCloseTo(moved.x, 3)
  await button("Undo").first().click()
  await expect.poll(() => draftOf()!.elements[0]!.box.width).toBe(0.2)
  await button("Undo").first().click()
  // As it is kept: nothing is left to save.
  await expect.poll(draftOf).toBeUndefined()
  await expect.element(button("Save")).toBeDisabled()
})

test("a box snaps to the safe zone and to others", async () => {
  await openOwn()
  const width = onPicture("Rectangle").parentElement!.clientWidth
  // 0.1 of the safe zone from its edge: 3 pixels short of it.
  drag(onPicture("Rectangle"), { x: -(0.09 * width) + 3, y: 0 })
  await expect.poll(() => draftOf()?.elements[0]?.box.x).toBe(0)
})

test("keys alone move and resize a box", async () => {
  await openOwn()
  onPicture("Rectangle").focus()
  await userEvent.keyboard("{ArrowRight}")
  await expect.poll(() => draftOf()?.elements[0]?.box.x).toBeCloseTo(0.1 + 2 / 972, 3)
  await userEvent.keyboard("{Shift>}{ArrowDown}{/Shift}")
  await expect.poll(() => draftOf()!.elements[0]!.box.y).toBeCloseTo(0.1 + 20 / 972, 3)
  await userEvent.keyboard("{Control>}{ArrowRight}{/Control}")
  await expect.poll(() => draftOf()!.elements[0]!.box.width).toBeCloseTo(0.2 + 2 / 972, 3)
})

test("keys alone order, copy and delete", async () => {
  await openOwn()
  onPicture("Rectangle").focus()
  await userEvent.keyboard("{Enter}]")
  await expect.poll(() => draftOf()?.elements.map(({ type }) => type)).toEqual(["text", "shape", "image"])
  await userEvent.keyboard("{Control>}d{/Control}")
  await expect.poll(() => draftOf()!.elements).toHaveLength(4)
  await userEvent.keyboard("{Delete}")
  await expect.poll(() => draftOf()!.elements).toHaveLength(3)
})

test("numbers place a box exactly; one that can't be isn't taken", async () => {
  await openOwn()
  onPicture("Rectangle").focus()
  await userEvent.keyboard("{Enter}")
  const field = page.getByRole("textbox", { name: "Across, %" })
  await field.fill("12.5")
  await userEvent.keyboard("{Enter}")
  await expect.poll(() => draftOf()?.elements[0]?.box.x).toBe(0.125)
  await field.fill("300")
  await expect.element(page.getByText("Between -100 and 100")).toBeVisible()
  await userEvent.tab()
  expect(draftOf()!.elements[0]!.box.x).toBe(0.125)
})

test("words and fields of the catalog are put in; what can't be kept can't be saved", async () => {
  await openOwn()
  await page.getByRole("button", { name: "Text: {title}" }).first().click()
  const text = page.getByRole("textbox", { name: "Text" })
  await text.fill("")
  await expect.element(page.getByText(/A text can’t be empty/)).toBeVisible()
  await expect.element(button("Save")).toBeDisabled()
  await text.fill("Now {title}")
  await page.getByRole("combobox", { name: "Insert a field" }).click()
  await page.getByRole("option", { name: /价格/ }).click()
  await expect.poll(() => draftOf()!.elements[1]).toMatchObject({ text: "Now {title} {价格}" })
})

test("a price badge is put in and saved", async () => {
  const { save } = await openOwn()
  await button("Add").click()
  await page.getByRole("menuitem", { name: "Price badge, circle" }).click()
  await expect.poll(() => draftOf()?.elements).toHaveLength(5)
  await expect.element(page.getByText(/^2 elements are selected/)).toBeVisible()
  await expectAccessible()
  await userEvent.keyboard("{Control>}s{/Control}")
  await expect.element(page.getByText(/“sale” is saved/)).toBeVisible()
  expect(save.mock.calls[0]![0]).toMatchObject({ replaces: ownLayout.hash, files: ownLayout.files })
  expect(draftOf()).toBeUndefined()
})

test("what is wrong is said where it is", async () => {
  const findings = [
    {
      element: 1,
      finding: { code: "layout.too_long", details: { box: 2, size: "square", text: "A long title" } },
      isProblem: true,
    },
  ]
  const engine = keeping({ preview: () => ({ picture: frame, findings }) })
  await openOwn(engine)
  await expect.element(page.getByText(/box 2 has no room at the size square/).first()).toBeVisible()
  await expect.element(page.getByRole("img", { name: "has a problem" })).toBeVisible()
  await expectAccessible()
})

test("words of nine languages are drawn, and what doesn't fit is said below its picture", async () => {
  const finding = { code: "layout.too_long", details: { box: 2, size: "square", text: "Donau" } }
  const engine = keeping({
    preview: ({ values }) => ({
      picture: frame,
      findings: /^Donau/.test(values?.title ?? "") ? [{ element: 1, finding, isProblem: true }] : [],
    }),
  })
  await openOwn(engine)
  const samples = page.getByRole("list", { name: "Words of other languages" })
  await expect
    .element(samples.getByRole("img", { name: "The layout with words in Emoji" }))
    .toBeInTheDocument()
  expect(samples.getByRole("img").elements()).toHaveLength(9)
  const german = samples.getByRole("listitem").filter({ hasText: "German" })
  await expect.element(german).toHaveTextContent(/box 2 has no room/)
  expect(samples.getByText(/has no room/).elements()).toHaveLength(1)
})

test("changes stay when the screen is left, and in this browser when the page is closed", async () => {
  await openOwn()
  onPicture("Rectangle").focus()
  await userEvent.keyboard("{ArrowRight}")
  await expect.poll(draftOf).toBeDefined()
  await button("All layouts").click()
  await expect.element(page.getByText("Not saved yet")).toBeVisible()
  await expect.poll(() => localStorage.getItem("studio.layout-drafts")).toContain('"sale"')
})

test("a layout that was changed elsewhere isn't written over silently; changes are thrown away, and come back", async () => {
  const engine = keeping({
    save: () => {
      throw failure({ code: "layout.changed", details: { layout: "sale" } })
    },
  })
  await openOwn(engine)
  onPicture("Rectangle").focus()
  await userEvent.keyboard("{ArrowRight}")
  await expect.poll(draftOf).toBeDefined()
  await button("Save").click()
  await expect.element(page.getByText(/was changed or removed elsewhere/)).toBeVisible()
  expect(draftOf()).toBeDefined()
  await button("Discard changes").click()
  await expect.poll(draftOf).toBeUndefined()
  await button("Undo").first().click()
  await expect.poll(draftOf).toBeDefined()
})

test("a layout is deleted and brought back", async () => {
  const { answers, kept } = keeping()
  await show(answers)
  await button("Delete: sale").click()
  await expect.poll(kept).toBeNull()
  await expect.element(page.getByRole("link", { name: "sale" })).not.toBeInTheDocument()
  await button("Undo").last().click()
  await expect.element(page.getByRole("link", { name: "sale" })).toBeVisible()
})

test("a layout that can't be read says why", async () => {
  const engine = keeping({
    get: () => {
      throw failure({
        code: "layout.invalid",
        details: { layout: "sale", where: "file", problem: { code: "file.no_file", details: {} } },
      })
    },
  })
  await show(engine.answers)
  await page.getByRole("link", { name: "sale" }).click()
  await expect.element(page.getByText(/The layout sale can't be read/)).toBeVisible()
  await button("All layouts").click()
  await expect.element(page.getByRole("heading", { level: 1, name: "Layouts" })).toBeVisible()
})

/** An answer that waits until the test lets it go on. */
function held(): [wait: Promise<void>, goOn: () => void] {
  let goOn = (): void => undefined
  const wait = new Promise<void>(resolve => {
    goOn = resolve
  })
  return [wait, goOn]
}

test("what is changed while a layout is saved stays to be saved", async () => {
  const [saving, goOn] = held()
  const engine = keeping()
  const save = vi.fn(async (input: Parameters<typeof engine.save>[0]) => {
    await saving
    return engine.save(input)
  })
  engine.answers.layouts!.save = save
  await openOwn(engine)
  onPicture("Rectangle").focus()
  await userEvent.keyboard("{ArrowRight}")
  await expect.poll(draftOf).toBeDefined()
  await button("Save").click()
  await expect.poll(() => save.mock.calls.length).toBe(1)
  onPicture("Rectangle").focus()
  await userEvent.keyboard("{ArrowDown}")
  await expect.poll(() => draftOf()!.elements[0]!.box.y).toBeCloseTo(0.1 + 2 / 972, 3)
  const later = draftOf()
  goOn()
  await expect.element(page.getByText(/“sale” is saved/)).toBeVisible()
  expect(draftOf()).toEqual(later)
  await button("Save").click()
  await expect.poll(() => save.mock.calls.at(-1)![0].replaces).toBe(hash(30))
})

test("another page's drafts stay, and so does what was stored before a text was emptied", async () => {
  const stored = () => JSON.parse(localStorage.getItem("studio.layout-drafts") ?? "{}")
  await openOwn()
  await page.getByRole("button", { name: "Text: {title}" }).first().click()
  const text = page.getByRole("textbox", { name: "Text" })
  await text.fill("Now")
  await expect.poll(() => JSON.stringify(stored())).toContain('"Now"')
  localStorage.setItem("studio.layout-drafts", JSON.stringify({ ...stored(), other: "of another page" }))
  await text.fill("")
  await expect.element(page.getByText(/A text can’t be empty/)).toBeVisible()
  await new Promise(resolve => setTimeout(resolve, 500))
  expect(JSON.stringify(stored())).toContain('"Now"')
  expect(stored().other).toBe("of another page")
})

test("a check of all items ends when the layout changes", async () => {
  const [answered, goOn] = held()
  const check = vi.fn(async () => {
    await answered
    return { items: 3, problems: [], warnings: [] }
  })
  await openOwn(keeping({ check }))
  await button("Check with every item and size").click()
  await expect.poll(() => check.mock.calls.length).toBe(1)
  await page.getByRole("textbox", { name: "Top, %" }).fill("9")
  await userEvent.keyboard("{Enter}")
  await expect.element(button("Check with every item and size")).toBeVisible()
  goOn()
  await new Promise(resolve => setTimeout(resolve, 100))
  await expect.element(page.getByText(/^Fits all/)).not.toBeInTheDocument()
})
