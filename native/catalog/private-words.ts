/** Names and texts of a workspace, for a log that must not show them (base/log/redact.ts). */
import type { Item } from "../contract/catalog.ts"
import type { State } from "./state.ts"

/** So much of a description is enough to find it by. */
export const beginningOf = (description: string): string => description.slice(0, 60)

export function* itemWords(
  items: Iterable<Pick<Item, "id" | "title"> & { beginning: string }>,
): Generator<string> {
  for (const { id, title, beginning } of items) {
    yield title
    yield beginning
    yield id
  }
}

export function* personaWords(state: State): Generator<string> {
  const rows = state.prepare("SELECT name, shopper FROM personas").all() as {
    name: string
    shopper: string | null
  }[]
  for (const { name, shopper } of rows) {
    yield name
    yield shopper ?? ""
  }
}
