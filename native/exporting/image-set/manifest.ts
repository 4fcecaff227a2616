/** The list of a set's files, for spreadsheets and for programs. */
import { createHash } from "node:crypto"
import type { OutputFolder } from "../../base/output-folder.ts"
import { fileCell, toCsv } from "../../catalog/csv.ts"
import type { ImageSet } from "../../contract/image-set.ts"
import type { Recipe } from "../../contract/recipe.ts"
import { writeInto } from "../write-file.ts"
import { sourceTypeOf } from "../write-image.ts"
import { manifestNames } from "./journal.ts"
import type { PlannedFile, PlannedImage } from "./plan.ts"

/** One file as the manifest lists it: a column each. */
export interface ManifestEntry {
  file: string
  item: string
  title: string
  persona: string
  variant: number
  seed: number
  lambda1: number
  lambda2: number
  H: number
  steps: number
  guidance: number
  interests: string
  size: string
  width: number
  height: number
  /** How many times larger than drawn; null when it isn't. */
  upscaled: number | null
  bytes: number
  sha256: string
  /** IPTC's word for how the picture came to be; it is in the file itself, too. */
  digitalSourceType: ReturnType<typeof sourceTypeOf>
  /** The layout that was laid over the image, and its hash. */
  layout: string | null
  layoutHash: string | null
}

export const manifestEntry = (
  { item, pseudonym, n }: PlannedImage,
  { name, size, enlargement }: PlannedFile,
  recipe: Recipe,
  bytes: Uint8Array,
): ManifestEntry => {
  const { settings, plan, made, layout } = recipe
  return {
    file: name,
    item: item.id,
    title: item.title,
    persona: pseudonym,
    variant: n,
    seed: made.seed,
    lambda1: settings.lambda1,
    lambda2: settings.lambda2,
    H: settings.tags,
    steps: settings.steps,
    guidance: settings.guidance,
    interests: plan.interests.map(({ tag }) => tag).join(", "),
    size: size.name,
    width: size.width,
    height: size.height,
    upscaled: enlargement > 1 ? Number(enlargement.toFixed(2)) : null,
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    digitalSourceType: sourceTypeOf(recipe),
    layout: layout?.name ?? null,
    layoutHash: layout?.hash ?? null,
  }
}

/** @throws StudioError export.not_written */
export async function writeManifest(
  folder: OutputFolder,
  { name }: ImageSet,
  entries: readonly [ManifestEntry, ...ManifestEntry[]],
): Promise<void> {
  const [csv, json] = manifestNames
  const header = Object.keys(entries[0]) as (keyof ManifestEntry)[]
  const rows = entries.map(entry =>
    header.map(column => (column === "file" ? fileCell(entry.file) : entry[column])),
  )
  await writeInto(folder, csv, toCsv(header, rows))
  await writeInto(folder, json, `${JSON.stringify({ name, files: entries }, null, 2)}\n`)
}
