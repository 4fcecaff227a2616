import { beforeEach, expect, test } from "vitest"
import { userEvent } from "vitest/browser"
import type { BoardTile } from "../../native/contract/api/studio.ts"
import type { Mark } from "../../native/contract/verdict.ts"
import { boardDraft, emptyBoard, setBoardDraft } from "../shared/board-draft.ts"
import { jobOf } from "../testing/app-answers.ts"
import { frame, personas, stream } from "../testing/catalog-answers.ts"
import { type Answers, failure, withAnswers } from "../testing/engine.ts"
import { expectAccessible } from "../testing/show.tsx"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import BoardScreen from "./screen.tsx"
import { useKept } from "./use-kept.ts"

/** The machine may be busy. */
const patience = { timeout: 10_000 }

beforeEach(() => {
  setBoardDraft(emptyBoard)
  useKept.setState({}, true)
})

interface Seen {
  /** The tiles of each board that was asked for. */
  boards: (readonly BoardTile[])[]
  renders: { seed: number | undefined; persona: string; mark: Mark | undefined }[]
  marks: unknown[]
}

async function showBoard(more: Answers = {}) {
  const seen: Seen = { boards: [], renders: [], marks: [] }
  const page = await showInApp(
    <BoardScreen />,
    withAnswers(
      withAnswers(answersWith(), {
        studio: {
          board: ({ tiles }) => {
            seen.boards.push(tiles)
            return stream(
              tiles.map(({ tile }) => ({ type: "image" as const, tile, frame, seconds: 0.3, warnings: [] })),
            )
          },
          render: ({ persona, settings, mark }) => {
            seen.renders.push({ seed: settings.seed, persona, mark })
            return jobOf("render", "running", 0)
          },
          watch: () =>
            stream([
              { type: "render", index: 0, id: jobOf("render", "done", 0).id },
              { type: "end", job: jobOf("render", "done", 0) },
            ]),
        },
        renders: {
          get: () => {
            throw failure({ code: "render.unknown", details: { render: "" } })
          },
          mark: asked => {
            seen.marks.push(asked)
            return []
          },
        },
      }),
      more,
    ),
  )
  const tile = (index: number) => page.getByRole("option").nth(index)
  await expect.element(page.getByText(/^[1-9]\d* of \d+ drawn$/), patience).toBeVisible()
  return { page, seen, tile }
}

test("a board shows an item for several personas, one picture each, and axe finds nothing", async () => {
  const { page, seen } = await showBoard()
  const drawn = seen.boards[0]!.map(({ persona }) => persona)
  expect(drawn.length).toBeGreaterThan(1)
  expect(new Set(drawn).size).toBe(drawn.length)
  expect(new Set(seen.boards[0]!.map(({ item }) => item)).size).toBe(1)
  await expect.element(page.getByText(`${drawn.length} of ${drawn.length} drawn`)).toBeVisible()
  await expectAccessible()
})

test("a slider redraws every tile, the one that is looked at first", async () => {
  const { page, seen, tile } = await showBoard()
  await tile(1).click()
  const second = seen.boards[0]![1]!.persona
  page.getByRole("slider", { name: /λ1/ }).element().focus()
  await userEvent.keyboard("{Home}")
  await expect.poll(() => seen.boards.length, patience).toBe(2)
  const [first, ...others] = seen.boards[1]!
  expect(first!.persona).toBe(second)
  expect(others.length).toBe(seen.boards[0]!.length - 1)
  for (const { settings } of seen.boards[1]!) expect(settings.lambda1).toBe(0)
})

test("a tile has settings of its own, which are shown, redraw it alone, and can be taken back", async () => {
  const { page, seen, tile } = await showBoard()
  await tile(1).click()
  await page.getByRole("button", { name: "Only this tile" }).click()
  page.getByRole("slider", { name: /λ1/ }).element().focus()
  await userEvent.keyboard("{Home}")
  await expect.poll(() => seen.boards.length, patience).toBe(2)
  expect(seen.boards[1]!.map(({ persona }) => persona)).toEqual([seen.boards[0]![1]!.persona])
  await expect.element(page.getByRole("option", { name: /its own λ1 0/ })).toBeVisible()
  expect(boardDraft().settings.lambda1).toBe(1)
  await page.getByRole("button", { name: /^Back to the shared settings/ }).click()
  await expect.element(page.getByRole("option", { name: /its own/ })).not.toBeInTheDocument()
  expect(boardDraft().own).toEqual({})
})

test("keys move from tile to tile, and approve, reject and star them; a mark draws the final picture once", async () => {
  const { page, seen, tile } = await showBoard()
  await tile(0).click()
  await userEvent.keyboard("{ArrowRight}")
  await expect.element(tile(1)).toHaveFocus()
  await expect.element(tile(1)).toHaveAttribute("aria-selected", "true")
  await userEvent.keyboard("a")
  await expect.element(page.getByRole("option", { name: /approved/ })).toBeVisible()
  await expect
    .poll(() => seen.renders, patience)
    .toEqual([
      { seed: 0, persona: seen.boards[0]![1]!.persona, mark: { starred: false, verdict: "approved" } },
    ])
  await expect.poll(() => Object.values(useKept.getState())[0]?.render, patience).toBeTruthy()
  await userEvent.keyboard("s")
  await expect.element(page.getByRole("option", { name: /approved, starred/ })).toBeVisible()
  await userEvent.keyboard("r")
  await expect.element(page.getByRole("option", { name: /rejected, starred/ })).toBeVisible()
  expect(seen.renders.length).toBe(1)
  await expect
    .poll(() => seen.marks, patience)
    .toMatchObject([
      { starred: true, verdict: "approved" },
      { starred: true, verdict: "rejected" },
    ])
})

test("what is marked while all are being rendered is drawn once and keeps its mark", async () => {
  let began: () => void = () => undefined
  const first = new Promise<void>(resolve => {
    began = resolve
  })
  const asked: (Mark | undefined)[] = []
  const { tile, page } = await showBoard({
    studio: {
      render: async ({ mark }) => {
        asked.push(mark)
        // The first one takes its time.
        if (asked.length === 1) await first
        return jobOf("render", "running", 0)
      },
    },
  })
  await expect.element(page.getByRole("button", { name: "Render all" })).toBeEnabled()
  const count = page.getByRole("option").elements().length
  await page.getByRole("button", { name: "Render all" }).click()
  await expect.poll(() => asked.length, patience).toBe(1)
  await tile(0).click()
  await userEvent.keyboard("a")
  await expect.element(page.getByRole("option", { name: /approved/ })).toBeVisible()
  began()
  await expect.element(page.getByText(/being rendered/), patience).toBeVisible()
  expect(asked.length).toBe(count)
  await expect.element(page.getByRole("option", { name: /approved/ })).toBeVisible()
})

test("a persona that was erased doesn’t keep the board waiting", async () => {
  const { seen } = await showBoard({
    personas: {
      get: ({ id }) => {
        if (id !== personas[0]!.id)
          return {
            persona: personas.find(persona => persona.id === id)!,
            history: [],
            away: "none",
            shopper: true,
          }
        throw failure({ code: "catalog.unknown_persona", details: { persona: id } })
      },
    },
  })
  expect(seen.boards[0]!.map(({ persona }) => persona)).toContain(personas[0]!.id)
})

test("a mark is of a picture: other settings have none", async () => {
  const { page, tile } = await showBoard()
  await tile(0).click()
  await userEvent.keyboard("a")
  await expect.element(page.getByRole("option", { name: /approved/ })).toBeVisible()
  page.getByRole("slider", { name: /λ1/ }).element().focus()
  await userEvent.keyboard("{Home}")
  await expect.element(page.getByRole("option", { name: /approved/ })).not.toBeInTheDocument()
})

test("the board goes to an image set: what is approved, or all of it while it shares its settings", async () => {
  const { page, tile } = await showBoard()
  await page.getByRole("button", { name: "Image set" }).click()
  await expect
    .element(page.getByRole("menuitem", { name: /approved pictures/ }))
    .toHaveAttribute("aria-disabled", "true")
  await expect
    .element(page.getByRole("menuitem", { name: /shared settings/ }))
    .not.toHaveAttribute("aria-disabled")
  await userEvent.keyboard("{Escape}")
  await tile(0).click()
  await userEvent.keyboard("a")
  await page.getByRole("button", { name: "Only this tile" }).click()
  page.getByRole("slider", { name: /λ2/ }).element().focus()
  await userEvent.keyboard("{Home}")
  await page.getByRole("button", { name: "Image set" }).click()
  await expect
    .element(page.getByRole("menuitem", { name: /shared settings/ }))
    .toHaveAttribute("aria-disabled", "true")
  await userEvent.keyboard("{Escape}")
})

test("a persona for several items is a board, too", async () => {
  const { page, seen } = await showBoard()
  await page.getByRole("button", { name: "One persona, several items" }).click()
  await page.getByRole("button", { name: /^Item/ }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByRole("option").nth(1).click()
  await dialog.getByRole("option").nth(2).click()
  await dialog.getByRole("button", { name: /^Use/ }).click()
  await expect
    .poll(() => new Set(seen.boards.at(-1)!.map(({ item }) => item)).size, patience)
    .toBeGreaterThan(1)
  expect(new Set(seen.boards.at(-1)!.map(({ persona }) => persona)).size).toBe(1)
})
