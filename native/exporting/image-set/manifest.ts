/** The list of a set's files, for spreadsheets and for programs. */
import { createHash } from "node:crypto"
import type { OutputFolder } from "../../base/output-folder.ts"
import { fileCell, toCsv } from "../../catalog/csv.ts"
import type { HeldImage, ImageSet } from "../../contract/image-set.ts"
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

/** An image that waits for a look: it has no file yet. */
export interface HeldEntry {
  item: string
  title: string
  persona: string
  variant: number
  /** Width and height of its own frame; empty for that of the set's settings. */
  frame: string
  candidates: { seed: number; persona: number | null; itemFidelity: number | null; doubts: string[] }[]
}

export const heldEntry = (
  { item, pseudonym, n }: PlannedImage,
  { candidates, frame }: HeldImage,
): HeldEntry => ({
  item: item.id,
  title: item.title,
  persona: pseudonym,
  variant: n,
  frame,
  candidates: candidates.map(({ seed, persona, item: itemFidelity, doubts }) => ({
    seed,
    persona,
    itemFidelity,
    doubts: doubts.map(({ code }) => code),
  })),
})

/** In the order of the table. */
const columns = [
  "file",
  "item",
  "title",
  "persona",
  "variant",
  "seed",
  "lambda1",
  "lambda2",
  "H",
  "steps",
  "guidance",
  "interests",
  "size",
  "width",
  "height",
  "upscaled",
  "bytes",
  "sha256",
  "digitalSourceType",
  "layout",
  "layoutHash",
] as const satisfies readonly (keyof ManifestEntry)[]

/** @throws StudioError export.not_written */
export async function writeManifest(
  folder: OutputFolder,
  { name, bestOf }: ImageSet,
  entries: readonly ManifestEntry[],
  held: readonly HeldEntry[],
): Promise<void> {
  const [csv, json] = manifestNames
  const rows = entries.map(entry =>
    columns.map(column => (column === "file" ? fileCell(entry.file) : entry[column])),
  )
  await writeInto(folder, csv, toCsv(columns, rows))
  await writeInto(
    folder,
    json,
    `${JSON.stringify({ name, files: entries, ...(bestOf !== null && { held }) }, null, 2)}\n`,
  )
}
