/** Files of an import folder: found by name, and never outside it. */
import { readdir, realpath, stat } from "node:fs/promises"
import { extname, isAbsolute, join, relative, resolve, sep } from "node:path"
import { StudioError } from "../../contract/errors.ts"

/** The first of the names that is a file in the folder. */
export async function existing(dir: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const path = join(dir, name)
    const stats = await stat(path).catch(() => undefined)
    if (stats?.isFile()) return path
  }
  return undefined
}

const imageFolders = ["images", "posters", "image", "pictures", "."]
const imageEndings = new Set([".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".tif", ".tiff"])

/** Images named by an item's id, as paths from the folder: id → path. */
export async function imagesById(dir: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const folder of imageFolders) {
    const names = await readdir(join(dir, folder)).catch(() => [])
    for (const name of names.sort()) {
      const ending = extname(name)
      const id = name.slice(0, name.length - ending.length)
      if (imageEndings.has(ending.toLowerCase()) && !found.has(id)) found.set(id, join(folder, name))
    }
  }
  return found
}

/**
 * The real path of an image that a catalog names, inside the folder also after following links.
 *
 * @param folder the import folder's real path
 * @throws StudioError catalog.image_url, catalog.image_outside, catalog.image_missing
 */
export async function containedImage(folder: string, image: string): Promise<string> {
  // Two letters at least, so that a Windows drive isn't taken for a scheme.
  if (/^([a-z][a-z0-9+.-]+:|\/\/)/i.test(image)) throw new StudioError("catalog.image_url", { image })
  const named = image.replaceAll("\\", "/")
  if (isAbsolute(named) || /^[a-z]:/i.test(named)) throw new StudioError("catalog.image_outside", { image })
  const path = resolve(folder, named)
  if (!isInside(folder, path)) throw new StudioError("catalog.image_outside", { image })
  const real = await realpath(path).catch(() => {
    throw new StudioError("catalog.image_missing", { image })
  })
  if (!isInside(folder, real)) throw new StudioError("catalog.image_outside", { image })
  return real
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
