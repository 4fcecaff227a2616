import { expect, test } from "vitest"
import { note } from "../../contract/codes/index.ts"
import { checkTemplate, fileName, missingTokens, type NameFacts, sharedNames } from "./names.ts"

const facts: NameFacts = {
  item: "movie-7",
  title: "The Teal Skyline",
  persona: "Mina",
  scenario: "movie-poster",
  size: "square",
  width: 1080,
  height: 1080,
  seed: 42,
  n: 2,
  ext: "webp",
}

test("every token is filled in, and / makes folders", () => {
  expect(
    fileName("{scenario}/{persona}/{item} {title}-{size}-{width}x{height}-{seed}-{n}.{ext}", facts),
  ).toBe("movie-poster/Mina/movie-7 The Teal Skyline-square-1080x1080-42-2.webp")
})

test.each([
  ["../../etc", "-..-etc.png", "no way out of the folder"],
  ['a/b\\c:d*e?f"g<h>i|j', "a-b-c-d-e-f-g-h-i-j.png", "nothing that Windows refuses"],
  ["CON", "_CON.png", "no device"],
  ["com1.old", "_com1.old.png", "no device with an ending"],
  ["name. . ", "name.png", "no trailing dots and spaces"],
  [".hidden", "hidden.png", "no hidden file"],
  ["深圳 Ωmega ñ", "深圳 Ωmega ñ.png", "letters of every script stay"],
  ["e\u0301", "é.png", "one spelling of an accent"],
  ["\u202Egnp", "-gnp.png", "no letter that turns the text round"],
  ["", "x.png", "never nothing"],
])("%j becomes %j: %s", (item, name) => {
  expect(fileName("{item}.{ext}", { ...facts, item, ext: "png" })).toBe(name)
})

test("a folder's name never ends in a dot or names a device", () => {
  expect(fileName("{persona}/{n}.{ext}", { ...facts, persona: "St. Mary Inc." })).toBe("St. Mary Inc/2.webp")
  expect(fileName("{persona}/{n}.{ext}", { ...facts, persona: "aux" })).toBe("_aux/2.webp")
})

test("long values are shortened, and no other token is cut off", () => {
  const title = "影".repeat(500)
  const name = fileName("{title}.{ext}", { ...facts, title })
  expect(Buffer.byteLength(name)).toBeLessThan(160)
  expect(name).toMatch(/^影+-[0-9a-f]{6}\.webp$/)
  const full = fileName("{title}-{persona}-{size}-{width}x{height}-{seed}-{n}.{ext}", { ...facts, title })
  expect(full).toMatch(/^影+-[0-9a-f]{6}-Mina-square-1080x1080-42-2\.webp$/)
  expect(Buffer.byteLength(full)).toBeLessThan(160)
  const both = fileName("{title} {item} {n}.{ext}", { ...facts, title, item: "x".repeat(200) })
  expect(both).toMatch(/^影+-[0-9a-f]{6} x+-[0-9a-f]{6} 2\.webp$/)
  expect(Buffer.byteLength(both)).toBeLessThan(160)
})

test("long titles that begin alike give different names, and none ends in half a letter", () => {
  const named = (title: string) => fileName("{title}-{n}.{ext}", { ...facts, title })
  expect(named(`${"a".repeat(300)}b`)).not.toBe(named(`${"a".repeat(300)}c`))
  expect(named("नी".repeat(90))).toMatch(/^(नी)+-[0-9a-f]{6}-2\.webp$/u)
})

test.each([
  ["{item}-{colour}.{ext}", note("image_set.unknown_token", { token: "{colour}" })],
  ["{item.{ext}", note("image_set.unknown_token", { token: "{item.{ext}" })],
  ["{item}}.{ext}", note("image_set.open_brace", {})],
  ["{item}.png", note("image_set.no_ending", { ending: ".{ext}" })],
  ["/{item}.{ext}", note("image_set.nameless_folder", {})],
  ["../{item}.{ext}", note("image_set.leaves_folder", {})],
  [`${"a".repeat(61)}{item}.{ext}`, note("image_set.long_name", { most: 60 })],
  ["C:\\{item}.{ext}", note("image_set.bad_characters", { characters: '\\ : * ? " < > |' })],
])("the template %s is refused: %j", (template, problem) => {
  const refused = expect.objectContaining({
    code: "image_set.bad_template",
    details: expect.objectContaining({ problem }),
  })
  expect(() => checkTemplate(template)).toThrow(refused)
})

test("a template says which tokens it lacks", () => {
  const many = { items: 2, personas: 2, variants: 2, sizes: 2 }
  expect(missingTokens("all.{ext}", many)).toEqual(["{item}", "{persona}", "{n}", "{size}"])
  expect(missingTokens("{title}/{persona}-{seed}-{width}.{ext}", many)).toEqual([])
  expect(missingTokens("one.{ext}", { items: 1, personas: 1, variants: 1, sizes: 0 })).toEqual([])
})

test("titles and personas that look like tokens are words, and ask for no others", () => {
  const odd = { ...facts, title: "{n} {size} {title}", persona: "{seed}.{ext}", item: "$&$1{item}" }
  expect(fileName("{title}/{persona}-{item}-{n}.{ext}", odd)).toBe(
    "-n- -size- -title-/-seed-.-ext---&-1-item--2.webp",
  )
  const mark = { ...facts, title: "\uFEFFPan", persona: "a\u200bb", item: "\u202a1" }
  expect(fileName("{title}-{persona}-{item}.{ext}", mark)).not.toMatch(/\p{Default_Ignorable_Code_Point}/u)
})

test("names that differ in capitals alone are shared", () => {
  expect(sharedNames(["a/One.png", "a/two.png", "A/one.png"])).toEqual(["A/one.png"])
})
