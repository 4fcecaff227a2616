/** The recipe of a file that someone hands us: an image, or recipe.json. Both are untrusted. */
import sharp from "sharp"
import { readBounded } from "../base/read-bounded.ts"
import { note } from "../contract/codes/index.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import { maxRecipeBytes, type Recipe } from "../contract/recipe.ts"
import { isImage } from "./image-format.ts"
import { parseRecipe, recipeFromXmp } from "./xmp.ts"

const maxImageBytes = 64 * 1024 * 1024
/** A recipe.json may be indented. */
const maxJsonBytes = 4 * maxRecipeBytes

/**
 * Reads the recipe of a PNG, JPEG, WebP or AVIF image, or of a recipe.json.
 *
 * @throws StudioError image.unreadable, recipe.none, recipe.invalid, recipe.too_large
 */
export const readRecipe = async (file: string): Promise<Recipe> => recipeOf(await bytesOf(file), file)

/** The same of a file's bytes, already bounded; `file` is its name, for the sentences. */
export async function recipeOf(bytes: Uint8Array, file: string): Promise<Recipe> {
  if (isImage(bytes)) {
    const packet = await readPacket(bytes, file)
    const recipe = packet && recipeFromXmp(packet, file)
    if (!recipe) throw new StudioError("recipe.none", { file })
    return recipe
  }
  const text = new TextDecoder().decode(bytes).trimStart()
  if (!text.startsWith("{")) throw new StudioError("recipe.none", { file })
  if (bytes.length > maxJsonBytes) throw new StudioError("recipe.too_large", { file, limit: "60 KB" })
  return parseRecipe(compact(text), file)
}

/** JSON without its indentation, so that its size is that of its content; text that isn't JSON as it is. */
function compact(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    return text
  }
}

/** Reads the header alone: no pixel is decoded. */
async function readPacket(bytes: Uint8Array, file: string): Promise<Uint8Array | undefined> {
  try {
    const { xmp } = await sharp(bytes, { limitInputPixels: false }).metadata()
    return xmp
  } catch (cause) {
    throw new StudioError("image.unreadable", { image: file, reason: reasonOf(cause) }, { cause })
  }
}

async function bytesOf(file: string): Promise<Buffer> {
  const unreadable = (reason: Note, cause?: unknown) =>
    new StudioError("image.unreadable", { image: file, reason }, { cause })
  const bytes = await readBounded(file, maxImageBytes).catch(cause => {
    throw unreadable(reasonOf(cause), cause)
  })
  if (bytes === "no_file") throw unreadable(note("file.no_file", {}))
  if (bytes === "too_large") throw unreadable(note("file.over_limit", { limit: "64 MB" }))
  return bytes
}
