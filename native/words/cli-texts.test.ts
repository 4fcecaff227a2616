import { expect, test } from "vitest"
import { help as englishHelp } from "./en/cli-help.ts"
import { output as englishOutput } from "./en/cli-output.ts"
import { report as englishReport } from "./en/report.ts"
import { sheet as englishSheet } from "./en/sheet.ts"
import { type Locale, locales } from "./locale.ts"
import { translatorOf } from "./translator.ts"
import { valuesOf } from "./values.ts"
import { help as chineseHelp } from "./zh/cli-help.ts"
import { output as chineseOutput } from "./zh/cli-output.ts"
import { report as chineseReport } from "./zh/report.ts"
import { sheet as chineseSheet } from "./zh/sheet.ts"

type Node = string | { readonly [key: string]: Node }

function* leaves(node: Node, path: string[] = []): Generator<[key: string, text: string]> {
  if (typeof node === "string") yield [path.join("."), node]
  else for (const [key, child] of Object.entries(node)) yield* leaves(child, [...path, key])
}

const texts: Record<Locale, Node> = {
  en: { help: englishHelp, output: englishOutput, report: englishReport, sheet: englishSheet },
  "zh-Hans": { help: chineseHelp, output: chineseOutput, report: chineseReport, sheet: chineseSheet },
}

test("every text of the command line, of reports and of sheets takes the same values in Chinese", () => {
  const chinese = new Map(leaves(texts["zh-Hans"]))
  const differing = [...leaves(texts.en)].filter(
    ([key, text]) => valuesOf(text).join() !== valuesOf(chinese.get(key)!).join(),
  )
  expect(differing).toEqual([])
})

test.each(locales)("every text can be read in %s, whatever the count", locale => {
  const translate = translatorOf(locale, texts[locale] as object)
  for (const [key, text] of leaves(texts[locale])) {
    for (const count of [0, 1, 12_345]) {
      const values = Object.fromEntries(valuesOf(text).map(name => [name, count]))
      expect(translate(key, values), key).not.toMatch(/[{}]/)
    }
  }
})

test("no Chinese text is an English one", () => {
  const english = [...leaves(texts["zh-Hans"])].filter(
    ([, text]) =>
      !/\p{Script=Han}/u.test(text) && /[A-Za-z]{2,}\s+[a-z]{2,}/.test(text.replaceAll(/\{[^}]*\}/g, "")),
  )
  expect(english).toEqual([])
})

test("no English text holds a Chinese letter", () => {
  expect([...leaves(texts.en)].filter(([, text]) => /\p{Script=Han}/u.test(text))).toEqual([])
})
