import { createTranslator } from "use-intl/core"
import { expect, test } from "vitest"
import { desktop as desktopInEnglish } from "./en/desktop.ts"
import { page as pageInEnglish } from "./en/page/index.ts"
import { valuesOf } from "./values.ts"
import { desktop as desktopInChinese } from "./zh/desktop.ts"
import { page as pageInChinese } from "./zh/page/index.ts"

type Node = string | { readonly [key: string]: Node }

function* leaves(node: Node, path: string[] = []): Generator<[key: string, text: string]> {
  if (typeof node === "string") yield [path.join("."), node]
  else for (const [key, child] of Object.entries(node)) yield* leaves(child, [...path, key])
}

const english = { desktop: desktopInEnglish, page: pageInEnglish }
const chinese = { desktop: desktopInChinese, page: pageInChinese }

test("every text of the page and the desktop takes the same values in Chinese", () => {
  const translated = new Map(leaves(chinese))
  // The words of codes are held against the codes themselves: words.test.ts.
  const { said: _, ...page } = pageInEnglish
  const differing = [...leaves({ desktop: desktopInEnglish, page })].filter(
    ([key, text]) => valuesOf(text).join() !== valuesOf(translated.get(key) ?? "").join(),
  )
  expect(differing).toEqual([])
})

test.each([
  ["en", english],
  ["zh-Hans", chinese],
] as const)("every text of the page and the desktop can be read in %s", (locale, messages) => {
  const wrong: string[] = []
  const translate = createTranslator({
    locale,
    messages: messages as never,
    onError: error => wrong.push(error.message),
  }) as unknown as (key: string, values: object) => string
  for (const [key, text] of leaves(messages)) {
    // A number serves as every kind of value but a choice, which takes its `other`.
    translate(key, Object.fromEntries(valuesOf(text).map(name => [name, 3])))
  }
  expect(wrong).toEqual([])
})
