/** Archives, removes and brings back items, personas and whole catalogs. */
import type { AwayKind, AwayRequest, PutAway } from "../contract/catalog.ts"
import { StudioError } from "../contract/errors.ts"
import { awayItems, awayPersonas, bringItemsBack, putItemsAway, putPersonaAway } from "./away-store.ts"
import { itemsOfCatalog, listCatalogs } from "./catalog-store.ts"
import { searchable } from "./normalise.ts"
import { getPersona, personasNamed, restorePersona } from "./persona-store.ts"
import type { State } from "./state.ts"
import type { Workspace } from "./workspace.ts"

/**
 * Archives what is asked for, or removes it for good after a while. What another catalog has, too, stays where a whole
 * catalog is put away.
 *
 * @returns what it changed: brought back, all is as it was
 * @throws StudioError catalog.unknown_item, catalog.unknown_persona, catalog.unknown_catalog
 */
export async function putAway(workspace: Workspace, asked: AwayRequest, kind: AwayKind): Promise<PutAway> {
  const personas = await Promise.all(asked.personas.map(async name => (await workspace.findPersona(name)).id))
  await checkItems(workspace, asked.items)
  return workspace.state.write(state => {
    const away = awayPersonas(state)
    const changed = personas.filter(id => away.get(id) !== kind)
    for (const id of changed) putPersonaAway(state, id, kind)
    const items = [...asked.items, ...ofCatalogs(state, asked, asked.gone ? "gone" : "own")]
    const because = asked.gone ? "gone" : "asked"
    return { items: putItemsAway(state, [...new Set(items)], kind, because), personas: changed, deleted: [] }
  })
}

/** Throws as putAway, and persona.name_taken. */
export async function bringBack(workspace: Workspace, asked: AwayRequest): Promise<PutAway> {
  await checkItems(workspace, asked.items)
  return workspace.state.write(state => {
    const away = awayPersonas(state)
    const personas = asked.personas.map(name => personaAway(state, away, name)).filter(id => away.has(id))
    const kinds = new Map([...awayItems(state), ...away])
    for (const id of personas) restorePersona(state, id)
    const items = [...asked.items, ...ofCatalogs(state, asked, "all")]
    const back = bringItemsBack(state, items)
    const deleted = [...back, ...personas].filter(id => kinds.get(id) === "removed")
    return { items: back, personas, deleted }
  })
}

async function checkItems(workspace: Workspace, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const known = new Set((await workspace.items({ away: "any" })).map(({ id }) => id))
  const unknown = ids.find(id => !known.has(id))
  if (unknown !== undefined) await workspace.findItem(unknown)
}

/** By id, or by a name among those that are away. */
function personaAway(state: State, away: ReadonlyMap<string, AwayKind>, name: string): string {
  const wanted = searchable(name.trim())
  const id =
    getPersona(state, name)?.id ??
    [...away.keys()].find(id => {
      const persona = getPersona(state, id)
      return persona !== undefined && searchable(persona.name) === wanted
    }) ??
    personasNamed(state, name)[0]?.id
  if (id === undefined) throw new StudioError("catalog.unknown_persona", { persona: name, near: [] })
  return id
}

function ofCatalogs(state: State, { catalogs, gone }: AwayRequest, which: "own" | "gone" | "all"): string[] {
  const known = listCatalogs(state)
  const ids = catalogs.map(asked => {
    const found = known.find(({ id, source }) => String(id) === asked || source === asked)
    if (!found)
      throw new StudioError("catalog.unknown_catalog", {
        catalog: asked,
        known: known.map(({ source }) => source),
      })
    return found.id
  })
  const all = ids.length === 0 && gone ? known.map(({ id }) => id) : ids
  return all.flatMap(id => itemsOfCatalog(state, id, which))
}
