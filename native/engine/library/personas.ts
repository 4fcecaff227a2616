/** Personas: found, made, changed, put away and put back. */
import { awayPersonas } from "../../catalog/away-store.ts"
import { eraseShopper } from "../../catalog/erase.ts"
import { pageOfPersonas, restorePersona, shopperOf } from "../../catalog/persona-store.ts"
import { isOver } from "../../contract/api/jobs.ts"
import type { Persona } from "../../contract/catalog.ts"
import { StudioError } from "../../contract/errors.ts"
import { countInterests } from "../../interests/counter.ts"
import { itemTagSet } from "../../interests/normalise.ts"
import { type EngineContext, os } from "../context.ts"
import type { ItemIndex } from "./item-index.ts"

/** Items shown beside a persona's name. */
const latestShown = 5

export function personasRouter({ workspace, jobs, publish }: EngineContext, index: ItemIndex) {
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
      return {
        persona,
        history: await index.get(persona.items),
        away: workspace.state.read(awayPersonas).get(persona.id) ?? "none",
        shopper: workspace.state.read(state => shopperOf(state, persona.id)) !== null,
      }
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
    erase: os.personas.erase.handler(async ({ input: { id } }) => {
      const shopper = workspace.state.read(state => shopperOf(state, id)) ?? id
      const before = jobs.list()
      if (before.some(({ state }) => !isOver(state))) throw new StudioError("catalog.erase_busy", {})
      const erased = await eraseShopper(workspace, shopper)
      const left = new Set(jobs.list().map(job => job.id))
      for (const job of before) if (!left.has(job.id)) publish({ type: "job-gone", id: job.id })
      for (const what of ["renders", "items", "studies", "runs"] as const) publish({ type: "changed", what })
      return changed(erased)
    }),
    putBack: os.personas.putBack.handler(({ input }) =>
      changed(workspace.state.write(state => restorePersona(state, input.id))),
    ),
  }
}
