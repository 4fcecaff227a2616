/** The check before a run starts: its data, its costs, and why it can't start. */
import { type Item, itemText } from "../contract/catalog.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import { problemFrom } from "../contract/problem.ts"
import type { TrainingCheck, TrainingSettings } from "../contract/training.ts"
import { farFromPack } from "../personalize/domain.ts"
import { findPairs, type Pair, type Pairs } from "../personalize/pairs.ts"
import type { Studio } from "../personalize/studio.ts"
import { trainableNetworks } from "./adapter-folder.ts"
import { findAdapter } from "./adapters.ts"
import { brokenPictures } from "./broken-pictures.ts"
import { costOf, refusalsOfCost, type Work, weightsOnDisk } from "./cost.ts"
import { trainables, writeLoss } from "./loss.ts"

/** Fewer samples than this teach nothing that holds for others. */
const fewest = 8

/** Broken pictures that are named. */
const mostNamed = 20

export interface CheckOptions {
  signal?: AbortSignal | undefined
  /** Called after each picture that was looked at. */
  onProgress?: ((done: number, total: number) => void) | undefined
}

/** @throws StudioError scenario.unknown, adapter.unknown; what `signal` was aborted with */
export async function checkTraining(
  studio: Studio,
  settings: TrainingSettings,
  options: CheckOptions = {},
): Promise<TrainingCheck> {
  const { runtime, workspace } = studio
  if (settings.scenario !== null) studio.scenario(settings.scenario)
  if (settings.from !== null) await findAdapter(workspace.adaptersDir, settings.from)
  const items = await workspace.items(settings.scenario === null ? {} : { scenario: settings.scenario })
  const pairs = await findPairs(studio, settings)
  const lacking = await itemsLacking(studio, items, options)
  const usable = (some: readonly Pair[]) => some.filter(({ item }) => !lacking.any.has(item)).length
  const [samples, heldOut] = [usable(pairs.train), usable(pairs.heldOut)]

  // A single user is measured, so nothing is left to learn from.
  const found = samples > 0 ? samples + heldOut : 0
  const refusals = [...(await refusalsOfPack(studio)), ...(await refusalsOfData(studio, pairs, found))]
  const cost = await costOf(studio, refusals.length === 0 ? await workOf(studio, settings, pairs) : null)
  refusals.push(...refusalsOfCost(cost, workspace.dir))
  return {
    source: pairs.source,
    users: pairs.users,
    samples,
    heldOut,
    items: items.length,
    untagged: lacking.tags,
    unprepared: lacking.embeddings,
    tooShort: pairs.tooShort,
    brokenImages: lacking.images.slice(0, mostNamed),
    brokenImageCount: lacking.images.length,
    duplicateImages: repeated(items.map(item => item.image)),
    duplicateTexts: repeated(items.map(itemText)),
    device: runtime.device,
    ...cost,
    warnings: [...(await farFromPack(studio, settings.scenario ?? undefined)), ...warningsOf(pairs, lacking)],
    refusals: refusals.map(problemFrom),
  }
}

interface Lacking {
  tags: number
  embeddings: number
  /** Items whose picture is gone or can't be decoded. */
  images: string[]
  /** Items that lack any of these. */
  any: Set<string>
}

async function itemsLacking(
  { workspace, pool }: Studio,
  items: readonly Item[],
  options: CheckOptions,
): Promise<Lacking> {
  const prepared = await pool.hashes(items.map(item => item.id))
  const broken = await brokenPictures(
    workspace,
    items.map(item => item.image),
    options,
  )
  const lacking: Lacking = { tags: 0, embeddings: 0, images: [], any: new Set() }
  for (const { id, image } of items) {
    const untagged = !(await workspace.itemTags(id))
    const unprepared = prepared.get(id)?.imageHash !== image
    const isBroken = broken.has(image)
    if (untagged) lacking.tags++
    if (unprepared) lacking.embeddings++
    if (isBroken) lacking.images.push(id)
    if (untagged || unprepared || isBroken) lacking.any.add(id)
  }
  return lacking
}

async function refusalsOfPack({ pack, pipeline }: Studio): Promise<StudioError[]> {
  if (!pack.has("ip_adapter") || !pack.has("image_encoder"))
    return [new StudioError("training.no_ip_adapter", { pack: pack.name })]
  // It learns from whole pictures, and such a U-Net reads a part of one.
  return (await pipeline.isInpainting()) ? [new StudioError("training.inpainting", { pack: pack.name })] : []
}

async function refusalsOfData({ workspace }: Studio, pairs: Pairs, found: number): Promise<StudioError[]> {
  if (found >= fewest) return []
  const interactions = await workspace.interactionCount()
  if (pairs.users === 0 && interactions > 0)
    return [new StudioError("training.no_positive", { interactions })]
  const source = pairs.source === "interactions" ? "shoppers" : "personas"
  return [new StudioError("training.too_few", { found, needed: fewest, source })]
}

async function workOf(studio: Studio, settings: TrainingSettings, pairs: Pairs): Promise<Work> {
  const { pack, pipeline } = studio
  const { neighbours, steps, microBatch, batch } = settings
  const networks = await trainableNetworks(studio, null, settings.seed)
  const side = pack.nativeSize / pipeline.pixelsPerLatent
  const parameters = (await trainables(networks)).reduce((sum, { ref }) => sum + ref.length, 0)
  const samples = pairs.train.length + pairs.heldOut.length
  const d = pipeline.widths.textWidth
  // Token states of T* and of its item's own text, latents' mean and variance, tokens of two pictures.
  const perSample = 4 * (2 * 77 * d + 2 * pipeline.latentChannels * side * side + 32 * d)
  return {
    write: rows => writeLoss(networks, { batch: rows, neighbours, height: side, width: side }),
    rows: batch,
    microBatch,
    steps,
    diskBytes: weightsOnDisk(parameters, settings) + samples * perSample,
  }
}

/** How many share their value with another. */
function repeated(values: readonly string[]): number {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return values.filter(value => counts.get(value)! > 1).length
}

function warningsOf({ source, tooShort, users }: Pairs, { any, tags, embeddings }: Lacking): Note[] {
  const warnings: Note[] = []
  if (source === "personas") warnings.push(note("training.personas_only", {}))
  if (tooShort > 0) warnings.push(note("training.short_histories", { tooShort, users }))
  if (tags > 0 || embeddings > 0)
    warnings.push(note("training.not_ready", { items: any.size, tags, embeddings }))
  return warnings
}
