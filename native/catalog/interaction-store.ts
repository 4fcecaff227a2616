/** Interactions in state.db, and the histories they make (paper, A.1). */
import type { Interaction } from "../contract/catalog.ts"
import type { State } from "./state.ts"

/** Ratings from this one on are positive; an interaction without a rating is positive too (paper, A.1). */
export const positiveRating = 4

/** Rows given to SQLite as one JSON array: twice as fast as row by row. */
const batchSize = 10_000

/** Adds interactions; one of the same user, item and time is replaced. */
export function storeInteractions(state: State, interactions: readonly Interaction[]): void {
  const insert = state.prepare(`
    INSERT INTO interactions (user, item, timestamp, rating)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?) WHERE true
    ON CONFLICT DO UPDATE SET rating = excluded.rating
  `)
  for (let start = 0; start < interactions.length; start += batchSize) {
    const rows = interactions
      .slice(start, start + batchSize)
      .map(({ user, item, timestamp, rating }) => [user, item, timestamp, rating])
    insert.run(JSON.stringify(rows))
  }
}

/** Reads a user's positive items, each once at its latest time, latest first. */
export function positiveItemReader(state: State): (user: string) => string[] {
  const select = state.prepare(`
    SELECT item FROM interactions WHERE user = ? AND (rating IS NULL OR rating >= ${positiveRating})
    ORDER BY timestamp DESC, rowid DESC
  `)
  return user => {
    const rows = select.all(user) as { item: string }[]
    return [...new Set(rows.map(row => row.item))]
  }
}

export const countInteractions = (state: State): number =>
  (
    state
      .prepare("SELECT count(*) AS n FROM interactions WHERE item NOT IN (SELECT item FROM away_items)")
      .get() as { n: number }
  ).n

/** Everything one user did, oldest first. */
export function interactionsOf(state: State, user: string): Interaction[] {
  const rows = state
    .prepare(
      "SELECT user, item, timestamp, rating FROM interactions WHERE user = ? ORDER BY timestamp, rowid",
    )
    .all(user) as Interaction[]
  return rows.map(({ user, item, timestamp, rating }) => ({ user, item, timestamp, rating }))
}

export const countInteractionsWith = (state: State, item: string): number =>
  (state.prepare("SELECT count(*) AS n FROM interactions WHERE item = ?").get(item) as { n: number }).n
