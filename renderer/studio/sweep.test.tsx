import { expect, test, vi } from "vitest"
import { page, userEvent } from "vitest/browser"
import type { SweepCell } from "../../native/contract/api/studio.ts"
import { settingsSchema } from "../../native/contract/settings.ts"
import { pointsOf, type SweepAxes } from "../../native/contract/sweep.ts"
import { draft } from "../shared/studio-draft.ts"
import { pack } from "../testing/app-answers.ts"
import { frame, items, stream } from "../testing/catalog-answers.ts"
import { expectAccessible } from "../testing/show.tsx"
import { answersWith, showInApp } from "../testing/show-in-app.tsx"
import { Sweep } from "./sweep.tsx"

const request = { item: items[0]!.id, persona: "p1", settings: settingsSchema.parse({}) }

/** The structure in the middle is the best in both measures. */
const cellOf = (point: SweepCell["point"], index: number): SweepCell => ({
  index,
  point,
  frame,
  cached: false,
  metrics: {
    clipText: 0.2,
    lpips: null,
    ssim: 0.5 + (point.structure === 0.5 ? 0.2 : 0),
    clipPersona: 0.2 + (point.structure === 0.5 ? 0.1 : 0) + (point.lambda2 === 0.2 ? 0.01 : 0),
  },
})

test("structure can be a third axis: 27 pictures in rows of two settings, and Suggest chooses among all of them", async () => {
  const sweep = vi.fn(({ axes }: { axes: SweepAxes }) => stream(pointsOf(axes).map(cellOf)))
  await showInApp(
    <Sweep
      request={request}
      pack={{ ...pack, features: { ...pack.features, structure: true } }}
      revision="1"
    />,
    answersWith({ studio: { sweep } }),
  )
  await page.getByRole("button", { name: "Structure × λ1 × λ2" }).click()
  await expect.element(page.getByRole("status")).toHaveTextContent("27 pictures")
  expect(sweep.mock.lastCall![0].axes.map(({ setting }) => setting)).toEqual([
    "structure",
    "lambda1",
    "lambda2",
  ])
  await expectAccessible()
  await page.getByRole("button", { name: "Suggest" }).click()
  expect(draft().settings).toMatchObject({ structure: 0.5, lambda1: 0.5, lambda2: 0.2 })

  const before = sweep.mock.calls.length
  const values = page.getByRole("textbox", { name: "Structure values" })
  await values.fill("0 0.1 0.2 0.3 0.4 0.5 0.6 0.7")
  await values.click()
  await userEvent.keyboard("{Enter}")
  await expect.element(page.getByRole("alert")).toHaveTextContent("72 pictures are too many")
  expect(sweep.mock.calls.length).toBe(before)
})
