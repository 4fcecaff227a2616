/** What a judging model is asked, and how its answer is read (paper, figure 4). */
import { itemText } from "../../contract/catalog.ts"
import type { ChatContent } from "../../interests/endpoint-client.ts"
import type { TrialSheet } from "./trial-sheet.ts"

/** Letters of an item's text that are sent. */
const maxText = 1500

/** @param pictures data URLs, in the order in which they are shown */
export function judgeQuestion(
  { scenario, item, history }: TrialSheet,
  pictures: readonly string[],
): ChatContent {
  const viewed = history.map(({ title }) => `“${title}”`).join(", ")
  const question = `If you are a shopper who has previously clicked on and viewed ${viewed}, and you are now browsing ${withArticle(scenario.phi)}: ${itemText(item).slice(0, maxText)}, please rank the images from your top choice to your least favorite, with the best ranked first and the worst last.`
  const example = pictures.map((_, n) => n + 1).join(", ")
  const format = `Please first output the sorted results directly: one line with the ${pictures.length} numbers of the images, best first, separated by commas (as in: ${example}). Then explain the reasons.`
  return [
    { type: "text", text: question },
    ...pictures.flatMap(
      (url, n): ChatContent => [
        { type: "text", text: `Image ${n + 1}:` },
        { type: "image_url", image_url: { url } },
      ],
    ),
    { type: "text", text: format },
  ]
}

/**
 * The ranking in an answer's first line: numbers from 1 to `count`, best first. Undefined when that line is anything but
 * each of them once, whatever else the answer says: a guess would be an invented vote.
 */
export function parseRanking(answer: string, count: number): number[] | undefined {
  const line = answer.split("\n").find(text => text.trim() !== "") ?? ""
  const bare = line
    .replace(/[*_`[\]().]/g, " ")
    .replace(/^[a-z ]*:/i, " ")
    .replace(/\b(?:images?|figures?|fig)\b|#/gi, " ")
  if (!/^\s*\d+(?:\s*[,>]\s*\d+)*\s*$/.test(bare)) return undefined
  const numbers = bare.split(/[,>]/).map(Number)
  const isPermutation =
    numbers.length === count && Array.from({ length: count }, (_, n) => n + 1).every(n => numbers.includes(n))
  return isPermutation ? numbers : undefined
}

/** "a movie poster", "an outfit". */
const withArticle = (phi: string): string => `${/^[aeiou]/i.test(phi) ? "an" : "a"} ${phi}`
