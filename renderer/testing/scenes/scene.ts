/** One state of one screen, for tests that look at all of them. The page speaks Chinese. */
import type { page as Page } from "vitest/browser"
import type { Note } from "../../../native/contract/note.ts"
import { allCodes, notesOf } from "../../../native/words/samples.ts"
import { appAnswers } from "../app-answers.ts"
import { catalogAnswers } from "../catalog-answers.ts"
import { type Answers, withAnswers } from "../engine.ts"
import { workAnswers } from "../work-answers.ts"

export type Step = (screen: typeof Page) => Promise<unknown>

export interface Scene {
  name: string
  path: string
  answers: Answers
  /** What is done there; without it, every tab and everything that opens is looked into. */
  act?: readonly Step[]
}

const noteOfEach: readonly Note[] = allCodes.map(code => [...notesOf(code)][0]!)
export const noteOf = (index: number): Note => noteOfEach[index % noteOfEach.length]!
export const noteNamed = (code: string): Note => noteOfEach.find(note => note.code === code)!
/** Some of every room. That each code is said in Chinese is shown apart: drawing all of them everywhere takes minutes. */
export const notes = noteOfEach.filter((_, index) => index % 23 === 0)

export const all = withAnswers(withAnswers(appAnswers("zh-Hans"), catalogAnswers), workAnswers)

export const scene = (name: string, path: string, more: Answers = {}, act?: readonly Step[]): Scene => ({
  name,
  path,
  answers: withAnswers(all, more),
  ...(act && { act }),
})

export const press =
  (name: string | RegExp, nth = 0): Step =>
  screen =>
    screen
      .getByRole("button", { name, exact: typeof name === "string" })
      .nth(nth)
      .click()
