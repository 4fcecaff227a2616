/** Pictures for the page: as they are, or smaller copies that are made once and kept. */
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import sharp from "sharp"
import { writeAtomic } from "../../catalog/atomic.ts"
import { RenderStore } from "../../catalog/render-store.ts"
import { type PictureKind, sampleKeySchema, studyImageKeySchema } from "../../contract/api/common.ts"
import type { EngineContext } from "../context.ts"
import type { Pictures } from "../pictures.ts"
import type { ItemIndex } from "./item-index.ts"

/** Small copies kept on disk; with more, the folder is emptied and fills again as pictures are looked at. */
const mostKept = 50_000

/** A longer side up to which the small copy of what a farm drew does, in pixels. */
const mostOfThumbnail = 320

/** An item is asked for by its id, or by the hash of its image. A file that is gone or broken is no picture: null. */
export function picturesOf({ workspace }: EngineContext, index: ItemIndex): Pictures {
  const renders = new RenderStore(workspace.state)
  const thumbs = join(workspace.cacheDir, "thumbs")
  const ready = mkdir(thumbs, { recursive: true }).then(async () => {
    if ((await readdir(thumbs)).length > mostKept) await rm(thumbs, { recursive: true })
    await mkdir(thumbs, { recursive: true })
  })
  ready.catch(() => undefined)

  async function fileOf(kind: PictureKind, id: string): Promise<{ path: string; name: string } | null> {
    if (kind === "render") {
      const [render] = renders.get([id])
      // The page asks why it couldn't be fetched.
      const path = render && (await workspace.pictures.pathOf(render).catch(() => null))
      return path ? { path, name: id } : null
    }
    if (kind === "mask") return { path: workspace.maskPath(id), name: id }
    if (kind === "sample") {
      const [run, file] = sampleKeySchema.parse(id).split(".") as [string, string]
      return { path: join(workspace.runsDir, run, "drawn", `${file}.png`), name: id }
    }
    if (kind === "study") {
      const [study, file] = studyImageKeySchema.parse(id).split(".") as [string, string]
      return { path: join(workspace.evaluationsDir, study, "images", `${file}.png`), name: id }
    }
    const hash = /^[0-9a-f]{64}$/.test(id) ? id : (await index.find(id))?.image
    return hash === undefined ? null : { path: workspace.imagePath(hash), name: hash }
  }

  async function smaller(path: string, name: string, edge: number): Promise<Uint8Array> {
    await ready.catch(() => undefined)
    const kept = join(thumbs, `${name}-${edge}.webp`)
    const known = await readFile(kept).catch(() => null)
    if (known) return known
    const made = await sharp(path)
      .resize(edge, edge, { fit: "inside", withoutEnlargement: true })
      .webp({ quality: 82 })
      .toBuffer()
    // On a full or read-only disk it is made again each time.
    await writeAtomic(kept, made).catch(() => undefined)
    return made
  }

  /** Nothing is fetched for a small picture of what a farm keeps. */
  async function thumbnailOf(id: string): Promise<Uint8Array | null> {
    const [render] = renders.get([id])
    if (!render?.stored) return null
    return workspace.pictures.thumbnailOf(render).catch(() => null)
  }

  return async (kind, id, edge) => {
    if (kind === "render" && edge !== undefined && edge <= mostOfThumbnail) {
      const bytes = await thumbnailOf(id)
      if (bytes) return { type: "image/webp", bytes }
    }
    const file = await fileOf(kind, id)
    if (!file || !(await stat(file.path).catch(() => null))?.isFile()) return null
    if (edge === undefined) return { type: "image/png", bytes: await readFile(file.path) }
    const bytes = await smaller(file.path, file.name, edge).catch(() => null)
    return bytes && { type: "image/webp", bytes }
  }
}
