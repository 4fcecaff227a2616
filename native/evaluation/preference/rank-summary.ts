/** What rankings come to: each arm's average rank, how often it comes first, and whether places on the screen matter. */
import type { RankSummary } from "../../contract/preference.ts"
import { meanInterval, meansByUser } from "../bootstrap.ts"
import { byScenario } from "../by-scenario.ts"

/** One ranking by one rater. */
export interface Vote {
  /** Who counts as one unit of the bootstrap: a participant; of a judging model, the user it answers for. */
  rater: string
  scenario: string
  /** Ids of arms, best first. */
  ranked: readonly string[]
  /** Ids of arms from first to last place on the screen. */
  shown: readonly string[]
}

/**
 * Every rater counts alike, however much it answered; one alone says nothing of others.
 *
 * @param votes each over all the arms
 * @param reference id of the arm that others are compared with
 */
export function summariseVotes(
  arms: readonly { id: string }[],
  votes: readonly Vote[],
  reference: string,
): RankSummary {
  const over = (value: (vote: Vote) => number, among = votes) =>
    meanInterval([...meansByUser(among, ({ rater }) => rater, value).values()])
  const share = (holds: (vote: Vote) => boolean) => over(vote => (holds(vote) ? 1 : 0))
  const rankOf = ({ ranked }: Vote, id: string) => ranked.indexOf(id) + 1
  const hasReference = arms.some(({ id }) => id === reference)
  return {
    scenarios: byScenario(votes).map(({ scenario, rows }) => ({
      scenario,
      arms: arms.map(arm => ({ arm, rank: over(vote => rankOf(vote, arm.id), rows) })),
    })),
    raters: new Set(votes.map(({ rater }) => rater)).size,
    votes: votes.length,
    arms: arms.map(arm => ({
      arm,
      rank: over(vote => rankOf(vote, arm.id)),
      first: share(vote => rankOf(vote, arm.id) === 1),
      topTwo: share(vote => rankOf(vote, arm.id) <= 2),
      beatsReference:
        hasReference && arm.id !== reference
          ? share(vote => rankOf(vote, arm.id) < rankOf(vote, reference))
          : null,
    })),
    firstByPlace: arms.flatMap((_, place) => share(({ shown, ranked }) => shown[place] === ranked[0]) ?? []),
  }
}
