import { expect, test } from "vitest"
import { studySettingNames } from "../../native/contract/settings-table.ts"
import { leaveNumber, readNumber, typeNumber, useStudyDraft } from "./draft.ts"

test.each([
  ["steps", " 12 ", 12],
  ["structure", "0,5", 0.5],
  ["guidance", "", undefined],
  ["seed", "0", 0],
] as const)("%s takes “%s”", (name, text, value) => expect(readNumber(name, text)).toEqual({ value }))

test.each([
  ["steps", "0"],
  ["steps", "1.5"],
  ["steps", ""],
  ["users", "1"],
  ["structure", "2"],
  ["guidance", "much"],
] as const)("%s refuses “%s”", (name, text) => expect(readNumber(name, text)).toBeNull())

test("what can’t be taken stays as it is typed until the field is left", () => {
  typeNumber("steps", "0")
  expect(useStudyDraft.getState()).toMatchObject({ settings: { steps: 50 }, wrong: { steps: "0" } })
  leaveNumber("steps")
  expect(useStudyDraft.getState().wrong).toEqual({})
  typeNumber("steps", "8")
  expect(useStudyDraft.getState().settings.steps).toBe(8)
})

test("the settings of a new study have a value for each that the table gives one", () => {
  const { settings } = useStudyDraft.getState()
  expect(studySettingNames.filter(name => settings[name] === undefined)).toEqual([
    "structure",
    "structureKind",
    "guidance",
  ])
})
