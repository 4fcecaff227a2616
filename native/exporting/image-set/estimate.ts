/** The costs of a set, and what prevents it, before it starts. */
import { statfs } from "node:fs/promises"
import { basename, dirname } from "node:path"
import { note } from "../../contract/codes/index.ts"
import { reasonOf, StudioError } from "../../contract/errors.ts"
import type { ImageSet } from "../../contract/image-set.ts"
import type { Note } from "../../contract/note.ts"
import { type SizedSettings, settle } from "../../personalize/settings.ts"
import type { Studio } from "../../personalize/studio.ts"
import { openNamedUpscaler } from "../../personalize/upscalers.ts"
import { checkLayouts, layoutsOf } from "../layout/of-set.ts"
import { candidateSeeds } from "./choose.ts"
import { coveredInSet } from "./covered.ts"
import { enlargedOriginals } from "./enlarged.ts"
import { beginToday, type Journal, occupied, readJournal } from "./journal.ts"
import { expectedEnlargingSeconds, expectedSeconds } from "./pace.ts"
import { countMissing } from "./pictures.ts"
import {
  checkWithoutFolder,
  mostImagesOf,
  nobody,
  type PlannedFile,
  type PlannedImage,
  planImageSet,
  plannedItems,
  type SetPlan,
} from "./plan.ts"

export interface Estimate {
  files: number
  /** Images to be drawn; the others are there already. */
  toRender: number
  /** null until this machine has drawn an image of that size, and enlarged one, where the set asks for that. */
  seconds: number | null
  bytes: number
  /** Free on the folder's drive; null without a folder. */
  freeBytes: number | null
  /** The first few file names. */
  names: string[]
  /** Names that two files would share, or that are there already. */
  collisions: string[]
  warnings: Note[]
  /** Of layouts: with any, the set does not start. */
  problems: Note[]
}

/** Bytes of a pixel in a file, as drawings take them; photographs take up to twice as many. */
const bytesAPixel = { png: 1.6, jpeg: 0.35, webp: 0.3, avif: 0.2 } as const

/** A lossy file of an enlarged image holds little more than the image did. */
const bytesOf = (format: ImageSet["format"], { size, enlargement }: PlannedFile): number =>
  (size.width * size.height * bytesAPixel[format]) / (format === "png" ? 1 : Math.max(1, enlargement))

const examplesShown = 4
const collisionsShown = 20

/** @throws StudioError image_set.bad_template, image_set.too_large, settings.invalid, layout.unknown, layout.invalid, upscaler.* */
export async function estimateImageSet(
  opened: Studio,
  set: ImageSet,
  folder: string | null,
): Promise<Estimate> {
  const { studio, settings, warnings } = await settle(opened, set.settings)
  const plan = await planImageSet(studio.workspace, set, settings)
  const files = plan.images.flatMap(image => image.files)
  const journal = folder === null ? null : await readJournal(studio, set, folder)
  const toRender = countMissing(
    studio,
    plan.images.flatMap(image => withCandidates(image, set)),
    settings,
    journal ?? beginToday(studio),
  )
  const perImage = expectedSeconds(studio, settings)
  const names = files.map(({ name }) => name)
  const inTheWay = folder === null || journal ? [] : await occupied(folder, names)
  const collisions = [...plan.shared, ...inTheWay]
  const loaded = await layoutsOf(studio.workspace, set)
  const layouts = await checkLayouts(studio.workspace, set, loaded)
  const upscaler = set.upscaler === null ? null : await openNamedUpscaler(studio, set.upscaler)
  const drawing = toRender === 0 ? 0 : perImage && perImage * toRender
  const enlarging = upscaler ? enlargingSeconds(studio, upscaler.hash, plan, settings, journal) : 0
  return {
    files: files.length,
    toRender,
    seconds: drawing === null || enlarging === null ? null : drawing + enlarging,
    bytes: Math.round(
      files.reduce(
        (sum, file) => sum + (journal?.written.has(file.name) ? 0 : bytesOf(set.format, file)),
        0,
      ) +
        toRender * settings.width * settings.height * bytesAPixel.png,
    ),
    freeBytes: folder === null ? null : await freeBytesOf(folder),
    names: names.slice(0, examplesShown),
    collisions: collisions.slice(0, collisionsShown),
    warnings: [
      ...warnings,
      ...unlikeOthers(studio, set),
      ...softened(plan, upscaler?.network.scale ?? 1),
      ...(await enlargedOriginals(studio.workspace, plan, set, settings)),
      ...missed(plan),
      ...layouts.warnings,
      ...(await coveredInSet(studio.workspace, plan, set, settings, loaded)),
    ],
    problems: layouts.problems,
  }
}

/** Bytes of a small copy, and of its row in the history. */
const bytesInHistory = 16_000

/** Images that are looked for in the history; to look for more takes as long as to plan them. */
const mostLookedFor = 20_000

/**
 * Of a set that a farm draws into the history. How long it takes, the farm alone knows.
 *
 * @throws StudioError image_set.needs_folder, image_set.too_large, image_set.bad_shape, settings.invalid
 */
export async function estimateHistory(opened: Studio, set: ImageSet): Promise<Estimate> {
  checkWithoutFolder(set)
  const { studio, settings, warnings } = await settle(opened, set.settings)
  const most = mostImagesOf(set)
  const skipped: SetPlan["skipped"] = []
  const images: PlannedImage[] = []
  const isWhole = most <= mostLookedFor
  if (isWhole)
    for await (const item of plannedItems(studio.workspace, set, settings, skipped))
      images.push(...item.images)
  const toRender = isWhole ? countMissing(studio, images, settings, beginToday(studio)) : most
  return {
    files: 0,
    toRender,
    seconds: toRender === 0 ? 0 : null,
    bytes: toRender * bytesInHistory,
    freeBytes: await freeBytesOf(studio.workspace.dir),
    names: [],
    collisions: [],
    warnings: [...warnings, ...missed({ images, skipped, shared: [] })],
    problems: [],
  }
}

/** @throws StudioError layout.refused, image_set.collision, image_set.no_room, image_set.nothing_made when it can't start */
export function checkEstimate(
  { files, collisions, bytes, freeBytes, warnings, problems }: Estimate,
  folder: string,
): void {
  if (files === 0) {
    throw new StudioError("image_set.nothing_made", {
      reason: warnings.at(-1) ?? note("image_set.empty", {}),
    })
  }
  if (problems.length > 0) throw new StudioError("layout.refused", { problems })
  if (collisions.length > 0) throw new StudioError("image_set.collision", { names: collisions })
  if (freeBytes !== null && freeBytes < bytes) {
    throw new StudioError("image_set.no_room", { folder: basename(folder), needed: bytes, free: freeBytes })
  }
}

/** Of the drive that the folder is on, or will be on once it is made. */
async function freeBytesOf(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === "ENOENT" && dirname(folder) !== folder) return freeBytesOf(dirname(folder))
    throw new StudioError("export.not_written", { file: folder, reason: reasonOf(cause) }, { cause })
  }
}

/** For all images of which a file that isn't written yet is cut from the enlarged one; null where that isn't known. */
function enlargingSeconds(
  studio: Studio,
  upscaler: string,
  { images }: SetPlan,
  settings: SizedSettings,
  journal: Journal | null,
): number | null {
  let sum = 0
  for (const { files, render, frame } of images) {
    const isEnlarged = files.some(({ name, enlargement }) => enlargement > 1 && !journal?.written.has(name))
    if (!isEnlarged || render?.recipe.upscaler) continue
    const drawn = render?.recipe.made ?? frame ?? settings
    const seconds = expectedEnlargingSeconds(studio, upscaler, drawn)
    if (seconds === null) return null
    sum += seconds
  }
  return sum
}

/** Sizes larger than drawn, by name, with how many times. */
export function upscaledSizes({ images }: SetPlan): { size: string; times: number }[] {
  const most = new Map<string, number>()
  for (const { size, enlargement } of images.flatMap(image => image.files))
    if (enlargement > 1) most.set(size.name, Math.max(enlargement, most.get(size.name) ?? 1))
  return [...most].map(([size, times]) => ({ size, times: Number(times.toFixed(2)) }))
}

/** Sizes that are larger than an upscaler makes the image. */
function softened(plan: SetPlan, enlargedBy: number): Note[] {
  const upscaled = upscaledSizes(plan)
    .map(({ size, times }) => ({ size, times: Number((times / enlargedBy).toFixed(2)) }))
    .filter(({ times }) => times > 1)
  if (upscaled.length === 0) return []
  return [note("image_set.softened", { sizes: upscaled.map(({ size, times }) => `${size} (${times}×)`) })]
}

/** Each candidate of an image as an image of its own. */
const withCandidates = (image: PlannedImage, { bestOf, settings: { count } }: ImageSet): PlannedImage[] =>
  bestOf === null || image.render
    ? [image]
    : candidateSeeds(image.seed, bestOf, count).map(seed => ({ ...image, seed }))

const unlikeOthers = ({ pack }: Studio, { bestOf }: ImageSet): Note[] =>
  bestOf === null || pack.has("clip_text") ? [] : [note("image_set.no_clip", { pack: pack.name })]

/** Where all personas or all items lack something, only the other is named. */
function missing({ item, persona, reason }: SetPlan["skipped"][number]): Note {
  if (persona === nobody) return note("image_set.item_gives_nothing", { item, reason })
  if (item === nobody) return note("image_set.persona_gives_nothing", { persona, reason })
  return note("image_set.gives_nothing", { item, persona, reason })
}

const missed = ({ skipped }: SetPlan): Note[] => [
  ...skipped.slice(0, examplesShown).map(missing),
  ...(skipped.length > examplesShown
    ? [note("image_set.more_nothing", { count: skipped.length - examplesShown })]
    : []),
]
