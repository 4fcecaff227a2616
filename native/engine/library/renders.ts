/** The history of renders, presets, and recipes from image files. */
import { pseudonymOf } from "../../catalog/persona.ts"
import { getPersona } from "../../catalog/persona-store.ts"
import { PresetStore } from "../../catalog/preset-store.ts"
import { type Render, RenderStore } from "../../catalog/render-store.ts"
import type { Workspace } from "../../catalog/workspace.ts"
import type { RenderView } from "../../contract/api/renders.ts"
import { note } from "../../contract/codes/index.ts"
import { isStudioError, StudioError } from "../../contract/errors.ts"
import type { LayoutRef } from "../../contract/layout.ts"
import type { Note } from "../../contract/note.ts"
import type { Recipe } from "../../contract/recipe.ts"
import { settingsOfRecipe } from "../../contract/recipe-settings.ts"
import type { Settings } from "../../contract/settings.ts"
import { loadLayout } from "../../exporting/layout/store.ts"
import { recipeOf } from "../../exporting/read-recipe.ts"
import { listLoras } from "../../personalize/loras.ts"
import { listAdapters } from "../../training/adapters.ts"
import { type EngineContext, os } from "../context.ts"
import type { ItemIndex } from "./item-index.ts"

export function rendersRouter(context: EngineContext, index: ItemIndex) {
  const { workspace, publish } = context
  const store = new RenderStore(workspace.state)
  const changed = () => publish({ type: "changed", what: "renders" })

  async function views(renders: readonly Render[]): Promise<RenderView[]> {
    const titles = new Map<string, string>()
    for (const { item } of renders)
      if (!titles.has(item)) titles.set(item, (await index.find(item))?.title ?? item)
    const nameOf = (id: string | null) =>
      id === null ? undefined : workspace.state.read(state => getPersona(state, id))?.name
    return renders.map(({ path: _, stored, ...render }) => ({
      ...render,
      isStored: stored !== null,
      itemTitle: titles.get(render.item)!,
      personaName: nameOf(render.persona) ?? render.recipe.plan.persona.pseudonym,
    }))
  }

  return {
    list: os.renders.list.handler(async ({ input: { offset, limit, ...query } }) => ({
      total: store.count(query),
      renders: await views(store.list(query, offset, limit)),
    })),
    get: os.renders.get.handler(async ({ input: { id } }) => {
      const [render] = await views(store.get([id]))
      if (!render) throw new StudioError("render.unknown", { render: id })
      return render
    }),
    fetch: os.renders.fetch.handler(async ({ input: { id } }) => {
      const [render] = store.get([id])
      if (!render) throw new StudioError("render.unknown", { render: id })
      await workspace.pictures.pathOf(render)
    }),
    mark: os.renders.mark.handler(async ({ input: { ids, starred, verdict } }) => {
      store.mark(ids, { starred, verdict })
      changed()
      return views(store.get(ids))
    }),
    remove: os.renders.remove.handler(({ input: { ids } }) => {
      const removed = store.setRemoved(ids, true)
      changed()
      return { removed }
    }),
    restore: os.renders.restore.handler(async ({ input: { ids } }) => {
      store.setRemoved(ids, false)
      changed()
      return views(store.get(ids))
    }),
    readRecipe: os.renders.readRecipe.handler(async ({ input: { file } }) => {
      const recipe = await recipeOf(new Uint8Array(await file.arrayBuffer()), file.name || "image")
      const adapters = (await listAdapters(workspace.adaptersDir)).map(({ id, adapter }) => ({
        id,
        hash: adapter.hash,
      }))
      const settings = settingsOfRecipe(recipe, adapters, await listLoras(workspace))
      return { recipe, settings, ...(await known(context, index, recipe, settings)) }
    }),
  }
}

/** Forgets renders that were removed long ago. First their files go: one that can't be removed now is tried again next time. */
export async function purgeRenders({
  workspace,
  log,
}: Pick<EngineContext, "workspace" | "log">): Promise<void> {
  const store = new RenderStore(workspace.state)
  const now = Date.now()
  const gone: string[] = []
  for (const { path, isShown } of store.removedLongAgo(now)) {
    try {
      if (!isShown) await workspace.pictures.remove(path)
      gone.push(path)
    } catch (error) {
      log.error("removing a render's file", error)
    }
  }
  store.forget(gone, now)
}

/** The recipe's item and persona here, and what differs from when it was made. */
async function known(
  { workspace, model }: EngineContext,
  index: ItemIndex,
  recipe: Recipe,
  settings: Settings,
) {
  const warnings: Note[] = []
  const item = await index.find(recipe.plan.item.id)
  if (!item) warnings.push(note("recipe.no_item", { item: recipe.plan.item.id }))
  else if (item.image !== recipe.plan.item.imageHash)
    warnings.push(note("recipe.picture_changed", { item: recipe.plan.item.id }))
  const { pseudonym } = recipe.plan.persona
  const personas = await workspace.personas()
  const persona = personas.find(one => pseudonymOf(one, workspace.salt) === pseudonym)
  if (!persona) warnings.push(note("recipe.no_persona", { persona: pseudonym }))
  const session = await model.session().catch(() => null)
  const pack = session?.studio.pack
  if (pack && pack.hash !== recipe.made.pack.hash)
    warnings.push(note("recipe.pack_differs", { made: recipe.made.pack.name, used: pack.name }))
  if (recipe.made.adapter && settings.adapter === null)
    warnings.push(note("recipe.no_adapter", { adapter: recipe.made.adapter.name }))
  const loras = await listLoras(workspace)
  for (const { name, hash } of recipe.made.loras)
    if (!loras.some(lora => lora.hash === hash)) warnings.push(note("recipe.lacks_lora", { lora: name }))
  if (recipe.layout) warnings.push(...(await layoutDiffers(workspace, recipe.layout)))
  return { item: item?.id ?? null, persona: persona?.id ?? null, warnings }
}

async function layoutDiffers(workspace: Workspace, { name: layout, hash }: LayoutRef): Promise<Note[]> {
  try {
    const { ref } = await loadLayout(workspace, layout)
    return ref.hash === hash ? [] : [note("recipe.layout_changed", { layout })]
  } catch (error) {
    if (!isStudioError(error)) throw error
    return [note("recipe.layout_gone", { layout })]
  }
}

export function presetsRouter({ workspace }: EngineContext) {
  const store = new PresetStore(workspace.state)
  return {
    list: os.presets.list.handler(() => store.list()),
    save: os.presets.save.handler(({ input }) => store.save(input)),
    remove: os.presets.remove.handler(({ input: { id } }) => store.remove(id)),
    lastUsed: os.presets.lastUsed.handler(({ input: { scenario } }) => store.lastUsed(scenario)),
  }
}
