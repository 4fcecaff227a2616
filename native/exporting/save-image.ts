/** Where a generated image goes: into the folder that was asked for and, by content hash, into the workspace. */
import { createHash } from "node:crypto"
import { lstat, readFile } from "node:fs/promises"
import { join, parse } from "node:path"
import { type OwnRenderDraft, RenderStore, type StoredPicture } from "../catalog/render-store.ts"
import { keepWaiting, waitingRender } from "../catalog/waiting-renders.ts"
import type { Render, Workspace } from "../catalog/workspace.ts"
import type { Metrics } from "../contract/api/studio.ts"
import type { Recipe } from "../contract/recipe.ts"
import type { RawImage } from "../models/image.ts"
import { pixelKey } from "../personalize/recipe-key.ts"
import { readRecipe } from "./read-recipe.ts"
import { writeExport } from "./write-file.ts"
import { encodeImage, writeImage } from "./write-image.ts"

/** A file name that says item, persona and seed, without letters that a file system could trip over. */
export const imageName = ({ plan, made }: Recipe): string =>
  `${[plan.item.id, plan.persona.pseudonym].map(slug).join("-")}-${made.seed}.png`

const slug = (text: string): string =>
  text
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}_]+/gu, "-")
    .slice(0, 60)
    .replace(/^-+|-+$/g, "") || "x"

/**
 * Writes a working copy into `dir` and says where. Another picture of that name stays: the new one gets a number. The
 * same picture, drawn again, is replaced.
 *
 * @throws StudioError export.not_written, recipe.too_large
 */
export async function saveImage(dir: string, image: RawImage, recipe: Recipe): Promise<string> {
  const path = await freePath(join(dir, imageName(recipe)), file => showsSame(file, recipe))
  await writeImage(path, image, recipe, "working")
  return path
}

/** Writes a file beside others and says where: under its name or, where another file has it, with a number. */
export async function saveBeside(path: string, data: Uint8Array | string): Promise<string> {
  const bytes = Buffer.from(data)
  const free = await freePath(path, async file => bytes.equals(await readFile(file)))
  await writeExport(free, bytes)
  return free
}

/** The path, or that with the first number whose file isn't there or may be replaced. */
async function freePath(path: string, mayReplace: (file: string) => Promise<boolean>): Promise<string> {
  const { dir, name, ext } = parse(path)
  for (let n = 1; ; n++) {
    const file = n === 1 ? path : join(dir, `${name}-${n}${ext}`)
    if ((await lstat(file).catch(() => undefined)) === undefined) return file
    if (await mayReplace(file).catch(() => false)) return file
  }
}

async function showsSame(file: string, recipe: Recipe): Promise<boolean> {
  const other = await readRecipe(file)
  const of = ({ plan }: Recipe) => JSON.stringify([plan.item.id, plan.persona.pseudonym])
  return of(other) === of(recipe) && pixelKey(other) === pixelKey(recipe)
}

/** Keeps a working copy in the workspace's renders/ and notes it there. */
export async function keepRender(
  workspace: Workspace,
  image: RawImage,
  recipe: Recipe,
  of: { item: string; persona: string | null; metrics: Metrics | null },
): Promise<Render> {
  const bytes = await encodeImage(image, recipe, { format: "png", copy: "working" })
  const name = `${createHash("sha256").update(bytes).digest("hex")}.png`
  await writeExport(waitingRender(workspace.dir, name), bytes)
  return keepWaiting(workspace, name, { recipe, ...of })
}

/** Notes a render whose file stays in a farm's store, with a small copy. */
export async function keepThumbnail(
  workspace: Workspace,
  thumbnail: Uint8Array,
  draft: Omit<OwnRenderDraft, "path"> & { stored: StoredPicture },
): Promise<Render> {
  const render = new RenderStore(workspace.state).add(draft)
  // Whoever misses it after a kill reads it from the store again.
  await workspace.pictures.keepThumbnail(render, thumbnail)
  return render
}
