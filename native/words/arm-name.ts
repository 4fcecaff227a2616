/** Names of what a study compares. */
import type { StudyName } from "../contract/evaluation.ts"

/** Studies whose arms are values of a setting, with the setting's symbol. */
const series: Partial<Record<StudyName, string>> = { lambda1: "λ1", lambda2: "λ2", tags: "H" }

/**
 * The name of an arm. One that a user added is called by its id, as is one of another version of the program.
 *
 * @example armName(words.arms, "lambda1", "0.5") // "λ1 = 0.5"
 */
export function armName(words: Readonly<Record<string, string>>, study: StudyName, id: string): string {
  const symbol = series[study]
  if (symbol !== undefined) return `${symbol} = ${id}`
  return Object.hasOwn(words, id) ? words[id]! : id
}
