import { expect, test } from "vitest"
import { trainingSettingsSchema } from "../../native/contract/training.ts"
import { boundsOf, numberText, readNumber, withNumber } from "./fields.ts"

test.each([
  ["steps", "500", 500],
  ["steps", "2,000", 2000],
  ["steps", "1,000,000", 1_000_000],
  ["learningRate", "1e-4", 0.0001],
  ["learningRate", "0,0003", 0.0003],
  ["heldOut", "12.5", 0.125],
  ["microBatch", " ", undefined],
] as const)("%s takes “%s”", (name, text, value) => expect(readNumber(name, text)).toEqual({ value }))

test.each([
  ["steps", "0"],
  ["steps", "2.5"],
  ["steps", "2,5"],
  ["steps", "20,00"],
  ["steps", "2.000"],
  ["steps", ""],
  ["learningRate", "0"],
  ["average", "1"],
  ["heldOut", "60"],
  ["batch", "many"],
] as const)("%s refuses “%s”", (name, text) => expect(readNumber(name, text)).toBeNull())

test("a share is written in percent, and its bounds are", () => {
  expect(numberText("dropImage", 0.05)).toBe("5")
  expect(boundsOf("heldOut")).toEqual({ min: 2, max: 50, rule: "between" })
  expect(boundsOf("batch")).toEqual({ min: 1, max: 256, rule: "wholeNumber" })
})

test("a bound that can't be typed itself is told as one", () => {
  expect(boundsOf("learningRate")).toEqual({ min: 0, max: 1, rule: "aboveMin" })
  expect(boundsOf("average")).toEqual({ min: 0, max: 1, rule: "belowMax" })
})

test("a number that is left open is gone from the settings", () => {
  const settings = withNumber(trainingSettingsSchema.parse({}), "history", 7)
  expect(settings.history).toBe(7)
  expect(withNumber(settings, "history", undefined)).not.toHaveProperty("history")
})
