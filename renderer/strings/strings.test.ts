import { createTranslator } from "use-intl/core"
import { expect, test } from "vitest"
import { valuesOf } from "../../native/words/values.ts"
import { en } from "./index.ts"
import { zh } from "./zh/index.ts"

type Node = string | { readonly [key: string]: Node }

function* leaves(node: Node, path: string[] = []): Generator<[key: string, text: string]> {
  if (typeof node === "string") yield [path.join("."), node]
  else for (const [key, child] of Object.entries(node)) yield* leaves(child, [...path, key])
}

test("every text takes the same values in Chinese", () => {
  const chinese = new Map(leaves(zh))
  // The words of codes are held against the codes themselves: native/words/words.test.ts.
  const { said: _, ...own } = en
  const differing = [...leaves(own)].filter(
    ([key, text]) => valuesOf(text).join() !== valuesOf(chinese.get(key) ?? "").join(),
  )
  expect(differing).toEqual([])
})

test.each([
  ["en", en],
  ["zh-Hans", zh],
] as const)("every text of %s can be read", (locale, messages) => {
  const wrong: string[] = []
  const translate = createTranslator({
    locale,
    messages: messages as typeof en,
    onError: error => wrong.push(error.message),
  }) as unknown as (key: string, values: object) => string
  for (const [key, text] of leaves(messages)) {
    // A number serves as every kind of value but a choice, which takes its `other`.
    translate(key, Object.fromEntries(valuesOf(text).map(name => [name, 3])))
  }
  expect(wrong).toEqual([])
})
