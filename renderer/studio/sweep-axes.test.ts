import { expect, test } from "vitest"
import { settingsSchema } from "../../native/contract/settings.ts"
import { countOf, sweepAxesSchema } from "../../native/contract/sweep.ts"
import { pack } from "../testing/app-answers.ts"
import { axisLimits, effectiveNames, presets, presetsFor, readAxis, startOf } from "./sweep-axes.ts"

test("values are read in any order, and each counts once", () =>
  expect(readAxis("1, 0.5,0 1", "lambda1")).toEqual([0, 0.5, 1]))

test("commas of a Chinese keyboard separate too", () =>
  expect(readAxis("5，8、10", "tags")).toEqual([5, 8, 10]))

test("a pack's own default is no bar to numbers of one's own", () =>
  expect(readAxis("7.5 3", "guidance")).toEqual([3, 7.5]))

test.each([
  ["", "lambda1"],
  ["0, many", "lambda1"],
  ["-0.1", "lambda2"],
  ["1.1", "lambda2"],
  ["2.5", "tags"],
  ["0 1 2 3 4 5 6 7 8 9 10 11 12", "tags"],
] as const)("%j is refused", (text, name) => expect(readAxis(text, name)).toBeNull())

test("a pack that reads outlines can sweep how many are kept at a press", () => {
  const names = (structure: boolean) => presetsFor({ ...pack, features: { ...pack.features, structure } })
  expect(names(true).slice(-2)).toEqual([
    ["structure", "lambda1"],
    ["structure", "lambda1", "lambda2"],
  ])
  expect(names(false)).toEqual(presets)
  expect(presetsFor(null)).toEqual(presets)
})

test("over three settings a sweep starts with few values, so that it is 27 pictures", () => {
  const names = ["structure", "lambda1", "lambda2"] as const
  const axes = names.map(setting => ({ setting, values: startOf(setting, names) }))
  expect(countOf(sweepAxesSchema.parse(axes))).toBe(27)
  expect(startOf("lambda1", ["lambda1", "lambda2"])).toEqual([0, 0.5, 1, 1.5])
})

test("what numbers may be is known of numbers alone", () => {
  expect(axisLimits("guidance")).toEqual({ min: 0, max: 30, most: 9 })
  expect(axisLimits("scheduler")).toBeNull()
})

test("what has no effect isn't offered: the strength of no LoRA, and what the pack lacks", () => {
  const settings = settingsSchema.parse({})
  const names = (loras: { name: string; strength: number }[], interest: boolean) =>
    effectiveNames({ ...settings, loras }, { ...pack, features: { ...pack.features, interest } })
  expect(names([], true)).toContain("lambda2")
  expect(names([], true)).not.toContain("loraStrength")
  expect(names([{ name: "ink", strength: 1 }], false)).toContain("loraStrength")
  expect(names([], false)).not.toContain("lambda2")
})
