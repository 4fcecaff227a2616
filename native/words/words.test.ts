import { expect, test } from "vitest"
import { takesOf } from "../contract/codes/index.ts"
import type { Note } from "../contract/note.ts"
import { words as en } from "./en/index.ts"
import { locales } from "./locale.ts"
import { allCodes, notesOf } from "./samples.ts"
import { speak } from "./speak.ts"
import { valuesOf } from "./values.ts"
import { words as zh } from "./zh/index.ts"

type Texts = Readonly<Record<string, Readonly<Record<string, string | { message: string; next: string }>>>>
const languages = [
  ["en", en as Texts],
  ["zh-Hans", zh as Texts],
] as const

/** Every text of a code, one after another. */
function textOf(words: Texts, code: string): string {
  const [room, name] = code.split(".") as [string, string]
  const text = words[room]![name]!
  return typeof text === "string" ? text : `${text.message} ${text.next}`
}

test.each(languages)("the texts of a code in %s take all its details, and no others", (_, words) => {
  const wrong = allCodes.flatMap(code => {
    const takes = Object.entries(takesOf(code)!)
    const said = takes.filter(([, kind]) => kind !== "log").map(([name]) => name)
    const used = valuesOf(textOf(words, code))
    return used.join() === said.sort().join() ? [] : [`${code} says ${used} of ${said}`]
  })
  expect(wrong).toEqual([])
})

test.each(locales)("every code is said in %s, whatever its details hold", locale => {
  const say = speak(locale)
  const wrong: string[] = []
  for (const code of allCodes) {
    for (const note of notesOf(code)) {
      const { message, next } = say.error(note)
      const said = `${message} ${next}`
      if (message === "" || /[{}]|undefined|\bnull\b|\bnone\b|LOG/.test(said)) wrong.push(`${code}: ${said}`)
    }
  }
  expect(wrong).toEqual([])
})

test("Chinese texts hold no English sentence", () => {
  const wrong = allCodes.flatMap(code => {
    // Names, flags and code are English everywhere; three small words in a row are a sentence.
    const text = textOf(zh as Texts, code).replaceAll(/`[^`]*`|\{\w+, (plural|select|number)[^{}]*/g, "")
    return /(?:\b[a-z]+\b[ ,]+){3,}/.test(text) ? [`${code}: ${text}`] : []
  })
  expect(wrong).toEqual([])
})

test("a reason inside a sentence loses its full stop, and lists are joined as the language does", () => {
  const reason: Note = { code: "catalog.no_image", details: { id: "i1" } }
  const note: Note = { code: "catalog.nothing_taken", details: { dir: "shop", refused: 2, first: reason } }
  expect(speak("en")(note)).toBe(
    "None of the 2 items in shop could be taken. The first: The item i1 has no image.",
  )
  expect(speak("zh-Hans")(note)).toBe("shop 中的 2 个条目都无法导入。第一个的原因：条目 i1 没有图片。")
  const looked: Note = {
    code: "catalog.unknown_format",
    details: { dir: "shop", looked: ["a.csv", "b.csv"] },
  }
  expect(speak("zh-Hans")(looked)).toContain("a.csv、b.csv")
})

test("bytes are said in whole MB", () => {
  const note: Note = { code: "training.memory", details: { needed: 2_345_600_000, free: 10 } }
  expect(speak("en")(note)).toBe("It needs about 2,346 MB of memory; 1 MB are free.")
})
