/** Where a generated image goes: into the folder that was asked for and, by content hash, into the workspace. */
import { createHash } from "node:crypto"
import { join } from "node:path"
import type { Render, Workspace } from "../catalog/workspace.ts"
import type { Metrics } from "../contract/api/studio.ts"
import type { Recipe } from "../contract/recipe.ts"
import type { RawImage } from "../models/image.ts"
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

/** Writes a working copy into `dir`. @throws StudioError export.not_written, recipe.too_large */
export async function saveImage(dir: string, image: RawImage, recipe: Recipe): Promise<string> {
  const path = join(dir, imageName(recipe))
  await writeImage(path, image, recipe, "working")
  return path
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
  await writeExport(join(workspace.rendersDir, name), bytes)
  return workspace.addRender({ path: `renders/${name}`, recipe, ...of })
}
