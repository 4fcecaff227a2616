import { expect, test, vi } from "vitest"
import { failure } from "../testing/engine.ts"
import { expectAccessible, show } from "../testing/show.tsx"
import { UnclearDates } from "./unclear-dates.tsx"

const unclear = failure({
  code: "catalog.unclear_dates",
  details: { file: "interactions.csv", value: "02/01/2024", other: null },
})

test("a date that can be read both ways is shown, and either answer is taken", async () => {
  const onChoose = vi.fn()
  const screen = await show(<UnclearDates problem={unclear} onChoose={onChoose} />)
  const question = screen.getByRole("group", { name: "Which comes first in the dates?" })
  await expect.element(question).toHaveTextContent("02/01/2024")
  await question.getByRole("button", { name: "The day" }).click()
  await question.getByRole("button", { name: "The month" }).click()
  expect(onChoose.mock.calls).toEqual([["dmy"], ["mdy"]])
  await expectAccessible()
})
