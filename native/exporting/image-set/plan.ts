/** What an image set consists of, before anything is drawn: its images, their files, and what gives nothing. */
import { setImmediate as breathe } from "node:timers/promises"
import { MaskStore } from "../../catalog/mask-store.ts"
import { pseudonymOf } from "../../catalog/persona.ts"
import { type Render, RenderStore } from "../../catalog/render-store.ts"
import type { Workspace } from "../../catalog/workspace.ts"
import type { Item, Persona } from "../../contract/catalog.ts"
import { note } from "../../contract/codes/index.ts"
import { isStudioError, reasonOf, StudioError } from "../../contract/errors.ts"
import type { ChannelSize, ImageSet } from "../../contract/image-set.ts"
import type { MaskRef } from "../../contract/mask.ts"
import type { Note } from "../../contract/note.ts"
import { maxSeed } from "../../contract/setting-values.ts"
import { checkKept } from "../../personalize/protect.ts"
import type { SizedSettings } from "../../personalize/settings.ts"
import { type Drawing, drawingsOf, type Frame } from "./frames.ts"
import { manifestNames, sheetName } from "./journal.ts"
import { checkTemplate, fileName, missingTokens, sharedNames } from "./names.ts"
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
  /** The persona's name outside the workspace. */
  pseudonym: string
  /** Variant, from 1. */
  n: number
  seed: number
  /** What of the item's picture is kept; an approved render's own recipe says it. */
  masks: readonly MaskRef[]
  /** The frame that it is drawn in; null for that of the set's settings. */
  frame: Frame | null
  /** An approved render to take; null for an image of the set's settings, drawn unless it is there. */
  render: Render | null
  files: PlannedFile[]
}

export interface SetPlan {
  images: PlannedImage[]
  /** What gives nothing, and why. */
  skipped: { item: string; persona: string; reason: Note }[]
  /** File names that two files share. */
  shared: string[]
}

/** Stands for the item or the persona of what concerns all of them. */
export const nobody = "–"

/** No folder is pleasant with more. */
const mostFiles = 100_000

/** Images that a farm draws without files: more would take a year. */
const mostImages = 10_000_000

/** Items that are read at a time. */
const itemsAtOnce = 200

/** Pairs between two breaths: calls that come meanwhile don't wait for a large plan. */
const pairsAtOnce = 200

/** @throws StudioError image_set.bad_template, image_set.too_large, image_set.bad_shape, image_set.extends_approved */
export async function planImageSet(
  workspace: Workspace,
  set: ImageSet,
  settings: SizedSettings,
): Promise<SetPlan> {
  checkTokens(set)
  checkFiles(set.items.length * set.personas.length * Math.max(1, set.sizes.length))
  const skipped: SetPlan["skipped"] = []
  const images: PlannedImage[] = []
  let files = 0
  for await (const planned of plannedItems(workspace, set, settings, skipped)) {
    for (const image of planned.images) {
      images.push(image)
      files += image.files.length
      checkFiles(files)
    }
  }
  const names = images.flatMap(image => image.files.map(({ name }) => name))
  return { images, skipped, shared: sharedNames([...manifestNames, sheetName, ...names]) }
}

/** @throws StudioError image_set.needs_folder for a set that has to look at its pictures */
export function checkWithoutFolder({ source, bestOf }: ImageSet): void {
  if (source === "approved" || bestOf !== null) throw new StudioError("image_set.needs_folder", {})
}

/** How many images a set without files has, at most. @throws StudioError image_set.too_large */
export function mostImagesOf({ items, personas, settings, sizes }: ImageSet): number {
  const extended = sizes.filter(({ fit }) => fit === "extend").length
  const frames = extended + (extended < sizes.length || extended === 0 ? 1 : 0)
  const images = items.length * personas.length * settings.count * frames
  if (images > mostImages) throw new StudioError("image_set.too_large", { most: mostImages })
  return images
}

/** Gets what gives nothing, and why. */
export interface Gaps {
  push(gap: SetPlan["skipped"][number]): unknown
}

/** An item's images, and its place among the set's items. */
export interface PlannedItem {
  place: number
  images: PlannedImage[]
}

/**
 * The images of a set, item by item, as they are asked for: of a set of millions only those of some hundred items are held.
 *
 * @param from the place of the first item
 */
export async function* plannedItems(
  workspace: Workspace,
  set: ImageSet,
  settings: SizedSettings,
  skipped: Gaps,
  from = 0,
): AsyncGenerator<PlannedItem, void, undefined> {
  const personas = await personasOf(workspace, set.personas, skipped)
  const masksOf = set.source === "approved" ? () => [] : protectedIn(workspace, set, skipped)
  const variantsOf = set.source === "approved" ? approvedOf(workspace) : seedsOf(set)
  const drawings = drawingsOf(set, settings)
  let pairs = 0
  const ids = [...new Set(set.items)]
  for (let start = from; start < ids.length; start += itemsAtOnce) {
    const wanted = ids.slice(start, start + itemsAtOnce)
    const places = new Map(wanted.map((id, index) => [id, start + index]))
    for (const item of await itemsOf(workspace, wanted, skipped)) {
      const images: PlannedImage[] = []
      const masks = masksOf(item)
      if (!masks) continue
      const leaveOut = (reason: Note) => void skipped.push({ item: item.id, persona: nobody, reason })
      const drawn = await withKept(workspace, item, masks, settings, drawings(item, leaveOut), leaveOut)
      for (const persona of personas) {
        if (pairs++ % pairsAtOnce === 0) await breathe()
        if (item.scenario !== persona.scenario) {
          const reason = note("image_set.other_scenario", {
            persona: persona.name,
            likes: persona.scenario,
            scenario: item.scenario,
          })
          skipped.push({ item: item.id, persona: persona.name, reason })
          continue
        }
        const pseudonym = pseudonymOf(persona, workspace.salt)
        const variants = variantsOf(item, persona)
        if (variants.length === 0)
          skipped.push({ item: item.id, persona: persona.name, reason: note("image_set.none_approved", {}) })
        for (const [index, { seed, render }] of variants.entries()) {
          for (const { frame, sizes } of drawn) {
            const of = { item, persona, pseudonym, n: index + 1, seed, masks, frame, render }
            images.push({ ...of, files: filesOf(set, sizes, render?.recipe.made ?? frame ?? settings, of) })
          }
        }
      }
      yield { place: places.get(item.id)!, images }
    }
  }
}

function checkTokens({ template, items, personas, settings, sizes, source }: ImageSet): void {
  checkTemplate(template)
  const missing = missingTokens(template, {
    items: items.length,
    personas: personas.length,
    variants: source === "approved" ? 1 : settings.count,
    sizes: sizes.length,
  })
  if (missing.length === 0) return
  const problem = note("image_set.same_names", { missing })
  throw new StudioError("image_set.bad_template", { template, problem, tokens: missing })
}

function checkFiles(files: number): void {
  if (files > mostFiles) throw new StudioError("image_set.too_large", { most: mostFiles })
}

/** Those that are there; the others are noted. */
async function itemsOf(workspace: Workspace, wanted: readonly string[], skipped: Gaps) {
  const found = await workspace.itemsOf(wanted)
  const known = new Set(found.map(({ id }) => id))
  for (const id of wanted)
    if (!known.has(id)) skipped.push({ item: id, persona: nobody, reason: note("image_set.item_gone", {}) })
  return found
}

/** The masks of an item that the set protects; null, and a note why, where they can't be used. */
function protectedIn(
  workspace: Workspace,
  { settings: { protect } }: ImageSet,
  skipped: Gaps,
): (item: Item) => MaskRef[] | null {
  const store = new MaskStore(workspace)
  return item => {
    try {
      return store.named(item, protect)
    } catch (error) {
      if (!isStudioError(error)) throw error
      skipped.push({ item: item.id, persona: nobody, reason: reasonOf(error) })
      return null
    }
  }
}

/** The drawings of an item that show some of what its masks keep; of the others is said why they are left out. */
async function withKept(
  workspace: Workspace,
  item: Item,
  masks: readonly MaskRef[],
  settings: SizedSettings,
  drawings: readonly Drawing[],
  leaveOut: (reason: Note) => void,
): Promise<Drawing[]> {
  const kept: Drawing[] = []
  for (const drawing of drawings) {
    try {
      await checkKept(workspace, item, masks, { ...settings, ...drawing.frame })
      kept.push(drawing)
    } catch (error) {
      if (!isStudioError(error)) throw error
      leaveOut(reasonOf(error))
    }
  }
  return kept
}

async function personasOf(workspace: Workspace, ids: readonly string[], skipped: Gaps) {
  const found: Persona[] = []
  for (const id of new Set(ids)) {
    try {
      found.push(await workspace.findPersona(id))
    } catch (error) {
      if (!isStudioError(error, "catalog.unknown_persona")) throw error
      skipped.push({ item: nobody, persona: id, reason: note("image_set.persona_gone", {}) })
    }
  }
  return found
}

type Variants = (item: Item, persona: Persona) => readonly { seed: number; render: Render | null }[]

const seedsOf = ({ settings }: ImageSet): Variants => {
  const seeds = Array.from({ length: settings.count }, (_, index) => ({
    seed: (settings.seed + index) % (maxSeed + 1),
    render: null,
  }))
  return () => seeds
}

function approvedOf(workspace: Workspace): Variants {
  const pairOf = (item: string, persona: string | null) => JSON.stringify([item, persona])
  const approved = new Map<string, { seed: number; render: Render }[]>()
  for (const render of new RenderStore(workspace.state).list({ verdict: "approved" })) {
    const pair = pairOf(render.item, render.persona)
    const variants = approved.get(pair) ?? []
    variants.push({ seed: render.recipe.made.seed, render })
    approved.set(pair, variants)
  }
  return (item, persona) => approved.get(pairOf(item.id, persona.id)) ?? []
}

type Named = Pick<PlannedImage, "item" | "pseudonym" | "n" | "seed">

function filesOf(
  set: ImageSet,
  sizes: readonly ChannelSize[],
  made: { width: number; height: number },
  of: Named,
): PlannedFile[] {
  const wanted = sizes.length > 0 ? sizes : [drawnSize(made.width, made.height)]
  return wanted.map(size => ({ name: nameOf(set, of, size), size, enlargement: enlargement(made, size) }))
}

const nameOf = ({ template, format }: ImageSet, { item, pseudonym, n, seed }: Named, size: ChannelSize) =>
  fileName(template, {
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
  })

/** The files of an image when the candidate of that seed is taken: `{seed}` in their names is the candidate's. */
export const filesOfSeed = (set: ImageSet, planned: PlannedImage, seed: number): PlannedFile[] =>
  planned.files.map(file => ({ ...file, name: nameOf(set, { ...planned, seed }, file.size) }))
