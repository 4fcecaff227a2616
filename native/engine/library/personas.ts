/** Personas: found, made, changed, put away and put back. */
import { pageOfPersonas, restorePersona } from "../../catalog/persona-store.ts"
import type { Persona } from "../../contract/catalog.ts"
import { countInterests } from "../../interests/counter.ts"
import { itemTagSet } from "../../interests/normalise.ts"
import { type EngineContext, os } from "../context.ts"
import type { ItemIndex } from "./item-index.ts"

/** Items shown beside a persona's name. */
const latestShown = 5

export function personasRouter({ workspace, publish }: EngineContext, index: ItemIndex) {
  const changed = <Value>(value: Value): Value => {
    publish({ type: "changed", what: "personas" })
    return value
  }
  return {
    list: os.personas.list.handler(async ({ input }) => {
      const { total, personas } = workspace.state.read(state => pageOfPersonas(state, input))
      return {
        total,
        personas: await Promise.all(
          personas.map(async ({ items, ...persona }) => ({
            ...persona,
            items: items.length,
            latest: await index.get(items.slice(0, latestShown)),
          })),
        ),
      }
    }),
    get: os.personas.get.handler(async ({ input: { id } }) => {
      const persona = await workspace.findPersona(id)
      return { persona, history: await index.get(persona.items) }
    }),
    interests: os.personas.interests.handler(async ({ input }) => {
      const persona = await workspace.findPersona(input.id)
      const tagged = await Promise.all(
        persona.items.slice(0, input.history).map(async id => {
          const tags = await workspace.itemTags(id)
          return { id, tags: tags ? itemTagSet(tags) : [] }
        }),
      )
      return countInterests(tagged, {
        limit: Number.POSITIVE_INFINITY,
        pinned: persona.pinned,
        merges: await workspace.tagMerges(),
      })
    }),
    create: os.personas.create.handler(async ({ input }) => changed(await workspace.createPersona(input))),
    duplicate: os.personas.duplicate.handler(async ({ input: { id, name } }) =>
      changed(await workspace.duplicatePersona(id, name)),
    ),
    update: os.personas.update.handler(async ({ input: { id, name, pinned, banned } }) => {
      const before = await workspace.findPersona(id)
      const after: Persona = {
        ...before,
        ...(name !== undefined && { name }),
        ...(pinned && { pinned }),
        ...(banned && { banned }),
      }
      return changed(await workspace.updatePersona(after))
    }),
    remove: os.personas.remove.handler(async ({ input: { id } }) => {
      const persona = await workspace.findPersona(id)
      await workspace.removePersona(persona.id)
      return changed(persona)
    }),
    putBack: os.personas.putBack.handler(({ input }) =>
      changed(workspace.state.write(state => restorePersona(state, input))),
    ),
  }
}
