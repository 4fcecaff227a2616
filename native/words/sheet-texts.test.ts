import { readdirSync, readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { sheet as english } from "./en/sheet.ts"
import { kindText } from "./sheet-texts.ts"

const folder = new URL("../../resources/scenarios/", import.meta.url)
const shipped = readdirSync(folder).map(name => JSON.parse(readFileSync(new URL(name, folder), "utf8")))

test("the scenarios that ship are said in the sheet's language", () => {
  expect(english.kinds).toEqual(Object.fromEntries(shipped.map(({ id, phi }) => [id, phi])))
  for (const scenario of shipped) {
    expect(kindText("en", scenario)).toBe(scenario.phi)
    expect(kindText("zh-Hans", scenario)).toMatch(/^\p{Script=Han}+$/u)
  }
})

test("a user's own is said as it is, also under the id of one of ours", () => {
  expect(kindText("zh-Hans", { id: "cars", phi: "car advert" })).toBe("car advert")
  expect(kindText("zh-Hans", { id: "outfit", phi: "summer look" })).toBe("summer look")
})
