/** What a persona means: the history that counts, and the name it goes by outside the workspace. */
import { createHash } from "node:crypto"
import type { Persona } from "../contract/catalog.ts"
import { StudioError } from "../contract/errors.ts"

/**
 * The k items before the objective item, most recent first (paper, A.1); where there are fewer, the ones right after
 * it follow, nearest first. Where the persona's history doesn't hold the item, its latest k.
 *
 * @param excluded items that don't count
 * @throws StudioError persona.short_history when there are fewer than k
 */
export function historyOf(
  persona: Persona,
  itemId: string,
  k: number,
  excluded: readonly string[] = [],
): string[] {
  const { items } = persona
  // indexOf gives −1 for an item outside the history: then everything is before it.
  const at = items.indexOf(itemId)
  const byNearness = [...items.slice(at + 1), ...items.slice(0, Math.max(at, 0)).reverse()]
  const counted = byNearness.filter(id => !excluded.includes(id))
  if (counted.length < k) {
    throw new StudioError("persona.short_history", {
      persona: persona.name,
      found: counted.length,
      needed: k,
    })
  }
  return counted.slice(0, k)
}

/**
 * The name that recipes and exports use. A persona that a person named keeps that name; a shopper known only by an
 * id becomes `shopper-` and six hex digits, the same in one workspace and different in the next.
 */
export function pseudonymOf(persona: Pick<Persona, "id" | "name" | "origin">, salt: string): string {
  if (persona.origin === "picked" || persona.name !== persona.id) return persona.name
  const hash = createHash("sha256").update(`${salt}:${persona.id}`).digest("hex")
  return `shopper-${hash.slice(0, 6)}`
}
