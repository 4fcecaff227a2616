import { expect, test, vi } from "vitest"
import { page, userEvent } from "vitest/browser"
import { jobOf } from "../testing/app-answers.ts"
import { expectAccessible } from "../testing/show.tsx"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import { HeldImages } from "./held-images.tsx"

const job = "00000000-0000-4000-8000-000000000001"

test("the candidates of a held image stand side by side, with why they are doubtful; one is taken", async () => {
  const decide = vi.fn((_input: unknown) => jobOf("export", "queued", 1))
  const onClose = vi.fn()
  await showInApp(<HeldImages job={job} onClose={onClose} />, answersWith({ imageSets: { decide } }))
  await expect.element(page.getByText(/looks more like other items/)).toBeVisible()
  const goOn = page.getByRole("button", { name: /^Go on/ })
  await expect.element(goOn).toBeDisabled()
  // A candidate without a picture can't be taken.
  await expect.element(page.getByRole("button", { name: "Take candidate 2" })).toBeDisabled()
  const first = page.getByRole("button", { name: "Take candidate 1" })
  await userEvent.click(first)
  await expect.element(first).toHaveAttribute("aria-pressed", "true")
  await expectAccessible()
  await userEvent.click(goOn)
  await vi.waitFor(() => expect(decide).toHaveBeenCalled())
  const of = { item: "i0", persona: "p0", n: 1, frame: "" }
  expect(decide.mock.calls[0]![0]).toMatchObject({ job, decisions: [{ ...of, do: "take", seed: 7 }] })
})

test("more can be drawn, or the image left out; the last decision counts", async () => {
  const decide = vi.fn((_input: unknown) => jobOf("export", "queued", 1))
  await showInApp(<HeldImages job={job} onClose={() => undefined} />, answersWith({ imageSets: { decide } }))
  await userEvent.click(page.getByRole("button", { name: "Leave out" }))
  await userEvent.click(page.getByRole("button", { name: "Draw more" }))
  await userEvent.click(page.getByRole("button", { name: "Go on with 1 decision" }))
  await vi.waitFor(() => expect(decide).toHaveBeenCalled())
  expect(decide.mock.calls[0]![0]).toMatchObject({ decisions: [{ do: "draw", round: 2 }] })
})

test("where nothing waits any more, it says so", async () => {
  const held = () => ({ count: 0, images: [] })
  await showInApp(<HeldImages job={job} onClose={() => undefined} />, answersWith({ imageSets: { held } }))
  await expect.element(page.getByText("Nothing waits for a look")).toBeVisible()
})
