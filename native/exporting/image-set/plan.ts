/** What an image set consists of, before anything is drawn: its images, their files, and what stands in the way. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { pseudonymOf } from "../../catalog/persona.ts"
import { type Render, RenderStore } from "../../catalog/render-store.ts"
import type { Workspace } from "../../catalog/workspace.ts"
import type { Item, Persona } from "../../contract/catalog.ts"
import { StudioError } from "../../contract/errors.ts"
import type { ChannelSize, ImageSet } from "../../contract/image-set.ts"
import { maxSeed } from "../../contract/settings.ts"
import { checkTemplate, fileName, sharedNames } from "./names.ts"
import { drawnSize, enlargement } from "./sizes.ts"

/** One file: an image at one size. */
export interface PlannedFile {
  /** Below the set's folder, with forward slashes. */
  name: string
  size: ChannelSize
  /** Above 1 when the image is shown larger than it was drawn. */
  enlargement: number
}

export interface PlannedImage {
  item: Item
  persona: Persona
  /** Variant, from 1. */
  n: number
  seed: number
  /** An approved render to take; null for an image of these settings, drawn unless it is there. */
  render: Render | null
  files: PlannedFile[]
}

export interface SetPlan {
  images: PlannedImage[]
  /** Pairs that give nothing, and why. */
  skipped: { item: string; persona: string; reason: string }[]
  /** File names that two files share. */
  shared: string[]
}

/** @throws StudioError image_set.bad_template, catalog.unknown_item, catalog.unknown_persona */
export async function planImageSet(
  workspace: Workspace,
  set: ImageSet,
  drawn: { width: number; height: number },
): Promise<SetPlan> {
  checkTemplate(set.template)
  const items = await Promise.all(set.items.map(id => workspace.findItem(id)))
  const personas = await Promise.all(set.personas.map(id => workspace.findPersona(id)))
  const store = new RenderStore(workspace.state)
  const images: PlannedImage[] = []
  const skipped: SetPlan["skipped"] = []
  for (const item of items) {
    for (const persona of personas) {
      if (item.scenario !== persona.scenario) {
        const reason = `${persona.name} likes ${persona.scenario}, not ${item.scenario}`
        skipped.push({ item: item.id, persona: persona.name, reason })
        continue
      }
      const variants = variantsOf(set, store, item, persona)
      if (variants.length === 0)
        skipped.push({ item: item.id, persona: persona.name, reason: "no render of them is approved" })
      for (const [index, { seed, render }] of variants.entries()) {
        const made = render ? { width: render.recipe.width, height: render.recipe.height } : drawn
        const n = index + 1
        const files = filesOf(set, made, {
          item,
          persona,
          n,
          seed,
          pseudonym: pseudonymOf(persona, workspace.salt),
        })
        images.push({ item, persona, n, seed, render, files })
      }
    }
  }
  return {
    images,
    skipped,
    shared: sharedNames(images.flatMap(({ files }) => files.map(({ name }) => name))),
  }
}

/** @throws StudioError image_set.collision when files would share a name, or one is there already */
export function checkNames({ images, shared }: SetPlan, folder: string): void {
  const there = existing(images, folder)
  if (shared.length + there.length > 0)
    throw new StudioError("image_set.collision", { names: [...shared, ...there].slice(0, 20) })
}

/** Files of the set that are in the folder already. */
export const existing = (images: readonly PlannedImage[], folder: string): string[] =>
  images.flatMap(({ files }) => files.map(({ name }) => name)).filter(name => existsSync(join(folder, name)))

function variantsOf({ source, settings }: ImageSet, store: RenderStore, item: Item, persona: Persona) {
  if (source === "approved")
    return store
      .list({ item: item.id, persona: persona.id, verdict: "approved" })
      .map(render => ({ seed: render.recipe.seed, render }))
  return Array.from({ length: settings.count }, (_, index) => ({
    seed: (settings.seed + index) % (maxSeed + 1),
    render: null,
  }))
}

function filesOf(
  { template, format, sizes }: ImageSet,
  made: { width: number; height: number },
  of: { item: Item; persona: Persona; n: number; seed: number; pseudonym: string },
): PlannedFile[] {
  const { item, n, seed, pseudonym } = of
  const wanted = sizes.length > 0 ? sizes : [drawnSize(made.width, made.height)]
  return wanted.map(size => ({
    name: fileName(template, {
      item: item.id,
      title: item.title,
      persona: pseudonym,
      scenario: item.scenario,
      size: size.name,
      width: size.width,
      height: size.height,
      seed,
      n,
      ext: format === "jpeg" ? "jpg" : format,
    }),
    size,
    enlargement: enlargement(made, size),
  }))
}
