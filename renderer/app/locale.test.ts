import { expect, test } from "vitest"
import { localeOf } from "./locale.ts"

test.each([
  ["system", ["zh-CN", "en"], "zh-Hans"],
  ["system", ["de-DE", "zh-TW", "en"], "zh-Hans"],
  ["system", ["de-DE", "fr"], "en"],
  ["system", [], "en"],
  ["en", ["zh-CN"], "en"],
  ["zh-Hans", ["en-GB"], "zh-Hans"],
] as const)("%s on a system that speaks %j is %s", (language, system, locale) =>
  expect(localeOf(language, system)).toBe(locale),
)
