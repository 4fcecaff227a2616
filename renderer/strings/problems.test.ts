import { expect, test } from "vitest"
import { errors } from "../../native/contract/errors.ts"
import { problems as english } from "./en/problems.ts"
import type { ProblemText } from "./problem-texts.ts"
import { valuesOf } from "./values.ts"
import { problems as chinese } from "./zh/problems.ts"

type ErrorText = Record<"says" | "next", (details: unknown) => string>
const table = errors as unknown as Readonly<Record<string, ErrorText>>

/** Texts by code, without those of the page itself. */
const { separator, unexpected, page, ...groups } = chinese
const texts = Object.entries(groups).flatMap(([group, byName]) =>
  Object.entries(byName).map(([name, text]) => [`${group}.${name}`, text as ProblemText] as const),
)

/** Names of the details that an error's own sentences are made of, whatever they hold. */
function detailsOf({ says, next }: ErrorText): Set<string> {
  const asked = new Set<string>()
  const anything: unknown = new Proxy(() => "", {
    get: (_, key) => (key === Symbol.toPrimitive ? () => 1 : anything),
    apply: () => anything,
  })
  const details = new Proxy({}, { get: (_, key) => asked.add(String(key)) && anything })
  says(details)
  next(details)
  return asked
}

test("every Chinese problem is one of errors.ts and takes only what errors.ts gives for it", () => {
  const wrong = texts.flatMap(([code, { message, next }]) => {
    const error = table[code]
    if (!error) return [code]
    const given = detailsOf(error)
    return valuesOf(message + next)
      .filter(name => !given.has(name))
      .map(name => `${code} {${name}}`)
  })
  expect(wrong).toEqual([])
})

test("only what the page can't meet has no Chinese", () => {
  const told = new Set<string>(texts.map(([code]) => code))
  expect(Object.keys(table).filter(code => !told.has(code))).toEqual([
    // Of commands of iamg alone; a replay is one.
    "pack.exists",
    "workspace.exists",
    "workspace.older",
    "workspace.read_only",
    "training.paused",
    "recipe.other_pack",
    "recipe.other_adapter",
    "recipe.item_changed",
    "recipe.neighbour_changed",
    "export.unknown_format",
    "serve.port_taken",
    "serve.no_page",
    "serve.bad_root",
    "cli.usage",
  ])
})

test("the page's own problems are said in both languages", () => {
  expect(Object.keys(page)).toEqual(Object.keys(english.page))
  expect([separator, english.separator]).toEqual(["、", ", "])
  expect(unexpected.message).not.toBe("")
})
