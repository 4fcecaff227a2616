import { expect, test } from "vitest"
import { settingsSchema } from "./settings.ts"
import { settingEntry, settingNames } from "./settings-table.ts"

const entries = settingNames.map(name => ({ name, ...settingEntry(name) }))

test("a call without settings gets the paper's", () =>
  expect(settingsSchema.parse({})).toEqual({
    lambda1: 1,
    lambda2: 0.2,
    imageScale: 1,
    structureOf: "subject",
    structureHint: null,
    start: 0,
    tags: 8,
    history: 5,
    neighbours: 5,
    steps: 50,
    guidanceRescale: 0,
    guidanceLow: 0,
    guidanceHigh: 1,
    avoid: "",
    scheduler: "ddim",
    seed: 0,
    count: 4,
    fit: "keep-tags",
    excludeSelf: false,
    adapter: null,
    loras: [],
    loraStrength: 1,
    protect: [],
    placeScale: 1,
    placeX: 0,
    placeY: 0,
    protectWhole: false,
    excludedNeighbours: [],
    excludedHistory: [],
  }))

test("a neutral value is one of the setting's allowed values", () => {
  const neutral = entries.filter(entry => entry.neutral !== undefined)
  expect(neutral.length).toBeGreaterThan(0)
  expect(neutral.filter(entry => !entry.schema.safeParse(entry.neutral).success)).toEqual([])
})

test("a slider or list of the studio offers allowed values only", () => {
  for (const entry of entries) {
    if (entry.kind !== "number") continue
    const { slider, offered = [] } = entry
    const ends = slider ? [slider.min, slider.max, slider.min + slider.step, ...(slider.good ?? [])] : []
    for (const value of [...ends, ...offered])
      expect(entry.schema.safeParse(value).success, `${entry.name} = ${value}`).toBe(true)
  }
})

test("the value of an absent setting comes from its schema, or from the pack", () => {
  const absent = entries.filter(entry => entry.schema.parse(undefined) === undefined)
  expect(absent.map(({ name, presetBy }) => [name, presetBy])).toEqual(
    ["structure", "structureKind", "guidance", "width", "height"].map(name => [name, "pack"]),
  )
})

test("no two settings share a flag or a symbol", () => {
  for (const of of ["flag", "symbol"] as const) {
    const marks = entries.flatMap(entry => entry[of]?.split(" ")[0] ?? [])
    expect(new Set(marks).size).toBe(marks.length)
  }
})

test("a flag has its setting's name", () => {
  const flags = entries.flatMap(({ name, flag }) => (flag ? [[name, flag.split(" ")[0]]] : []))
  const dashed = (name: string) => name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
  expect(flags).toEqual(flags.map(([name]) => [name, `--${dashed(name!)}`]))
})
