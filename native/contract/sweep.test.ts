import { expect, test } from "vitest"
import { sweepNames } from "./settings-table.ts"
import { firstValues, pointsOf, sweepAxesSchema } from "./sweep.ts"

test("the first axis is the outermost", () =>
  expect(
    pointsOf([
      { setting: "lambda1", values: [0, 1] },
      { setting: "scheduler", values: ["ddim", "dpmpp-2m"] },
    ]),
  ).toEqual([
    { lambda1: 0, scheduler: "ddim" },
    { lambda1: 0, scheduler: "dpmpp-2m" },
    { lambda1: 1, scheduler: "ddim" },
    { lambda1: 1, scheduler: "dpmpp-2m" },
  ]))

test("numbers, choices and switches can be swept", () => {
  const axes = [
    { setting: "fit", values: ["paper", "keep-tags"] },
    { setting: "excludeSelf", values: [false, true] },
  ]
  expect(sweepAxesSchema.parse(axes)).toEqual(axes)
})

test.each([
  [[], "no axis"],
  [[{ setting: "lambda1", values: [] }], "no value"],
  [[{ setting: "lambda1", values: [2.5] }], "a value out of range"],
  [[{ setting: "tags", values: [1.5] }], "half a tag"],
  [[{ setting: "fit", values: ["loose"] }], "an unknown choice"],
  [[{ setting: "lambda1", values: [1, 1] }], "a value twice"],
  [[{ setting: "lambda2", values: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] }], "too many values"],
  [[{ setting: "seed", values: [1, 2] }], "a setting that isn't swept"],
  [["lambda1", "lambda1"].map(setting => ({ setting, values: [1] })), "one setting on both axes"],
  [["lambda1", "lambda2", "tags", "history"].map(setting => ({ setting, values: [1] })), "four axes"],
  [
    [
      { setting: "structure", values: [0, 0.25, 0.5, 0.75, 1] },
      { setting: "lambda1", values: [0, 0.5, 1, 1.5] },
      { setting: "lambda2", values: [0, 0.1, 0.2, 0.5] },
    ],
    "80 pictures over three axes",
  ],
])("%j is refused: %s", (axes, _why) => expect(sweepAxesSchema.safeParse(axes).success).toBe(false))

test("three settings can be swept at once, as far as that is 64 pictures", () => {
  const axes = [
    { setting: "structure", values: [0, 0.25, 0.5, 1] },
    { setting: "lambda1", values: [0, 0.5, 1, 1.5] },
    { setting: "lambda2", values: [0, 0.1, 0.2, 0.5] },
  ] as const
  const parsed = sweepAxesSchema.parse(axes)
  expect(pointsOf(parsed)).toHaveLength(64)
  expect(pointsOf(parsed)[17]).toEqual({ structure: 0.25, lambda1: 0, lambda2: 0.1 })
})

test.each(sweepNames)("a sweep of %s can start", setting =>
  expect(sweepAxesSchema.safeParse([{ setting, values: firstValues(setting) }]).success).toBe(true),
)
