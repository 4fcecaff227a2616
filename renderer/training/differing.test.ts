import { expect, test } from "vitest"
import { trainingSettingsSchema } from "../../native/contract/training.ts"
import { differing } from "./differing.ts"

test("settings differ when any run has another, or leaves one open", () => {
  const all = [{}, { steps: 500 }, { history: 3 }].map(settings => trainingSettingsSchema.parse(settings))
  expect(differing(["batch", "steps", "history"], all)).toEqual(["steps", "history"])
})
