/** "Did you mean …": the names nearest to one that isn't there. */
import { distance } from "fastest-levenshtein"

const most = 3

/**
 * Up to three ids whose id or name resembles `asked`, best first: equal but for case, then those that hold it as a
 * part, then those few letters away.
 */
export function nearMatches(asked: string, candidates: readonly { id: string; name: string }[]): string[] {
  const wanted = asked.trim().toLowerCase()
  const reach = Math.max(1, Math.floor(wanted.length * 0.4))
  const score = (text: string) => {
    const candidate = text.toLowerCase()
    if (candidate === wanted) return 0
    if (wanted.length >= 3 && candidate.includes(wanted)) return 1
    return distance(wanted, candidate)
  }
  return candidates
    .map(({ id, name }) => ({ id, score: Math.min(score(id), score(name)) }))
    .filter(candidate => candidate.score <= reach)
    .sort((a, b) => a.score - b.score || (a.id < b.id ? -1 : 1))
    .slice(0, most)
    .map(candidate => candidate.id)
}
