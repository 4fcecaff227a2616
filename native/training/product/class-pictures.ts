/**
 * Pictures of the class, drawn by the pack itself before it is taught, so that it keeps what it knows of the class (prior
 * preservation, Ruiz et al. 2023). Each has a seed of its own, so a run that is resumed draws those that are missing.
 */
import { existsSync } from "node:fs"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { pngBytes, type RawImage } from "../../base/raw-image.ts"
import { writeAtomic } from "../../catalog/atomic.ts"
import { note } from "../../contract/codes/index.ts"
import { isStudioError, reasonOf, StudioError } from "../../contract/errors.ts"
import type { Note } from "../../contract/note.ts"
import { previewSettings } from "../../contract/settings.ts"
import { sample } from "../../diffusion/sample.ts"
import { imageFromPixels } from "../../models/image.ts"
import type { LoraStrength } from "../../models/lora/lora.ts"
import type { Pipeline } from "../../models/pipeline.ts"
import type { Studio } from "../../personalize/studio.ts"
import type { PrepareHooks } from "../prepare-run.ts"

/** A picture of a text alone, as a preview is drawn. */
export async function drawText(
  {
    pipeline,
    text,
    seed,
    loras = [],
  }: { pipeline: Pipeline; text: string; seed: number; loras?: LoraStrength[] },
  beforeStep?: () => Promise<void>,
): Promise<RawImage> {
  const side = pipeline.pack.nativeSize
  const states = (await pipeline.promptStates(text, loras)) ?? (await pipeline.encodeText([text])).states
  const { guidance } = pipeline.pack
  const only = { lambda1: 1, lambda2: 0, imageScale: 0, width: side, height: side, guidance, seed, loras }
  const latents = await sample(pipeline, { text: states }, { ...previewSettings, ...only }, { beforeStep })
  return imageFromPixels(await pipeline.vaeDecode(latents))
}

/** Failures in a row after which no more are tried. */
const mostFailures = 3

const endsRun: ReadonlySet<string> = new Set(["job.cancelled", "runtime.out_of_memory"])

export interface ClassPicture {
  file: string
  text: string
}

/**
 * A picture of each text in `dir`, drawn where it is missing. Some may fail: they are left out, and said so.
 *
 * @throws StudioError teaching.no_class where hardly any can be drawn; what `check` throws
 */
export async function classPictures(
  { pipeline }: Pick<Studio, "pipeline">,
  dir: string,
  { texts, seed }: { texts: readonly string[]; seed: number },
  hooks: PrepareHooks,
): Promise<ClassPicture[]> {
  await mkdir(dir, { recursive: true })
  const pictures: ClassPicture[] = []
  let failures = 0
  let last: Note | null = null
  for (const [index, text] of texts.entries()) {
    const file = join(dir, `${String(index).padStart(4, "0")}.png`)
    hooks.check()
    hooks.doing(note("teaching.drawing_class", { done: index + 1, total: texts.length }))
    try {
      if (!existsSync(file)) {
        const drawn = await drawText({ pipeline, text, seed: seed + index }, async () => hooks.check())
        await writeAtomic(file, await pngBytes(drawn))
      }
      pictures.push({ file, text })
      failures = 0
    } catch (error) {
      if (!isStudioError(error) || endsRun.has(error.code) || error.code.startsWith("workspace.")) throw error
      last = reasonOf(error)
      if (++failures >= mostFailures)
        throw new StudioError("teaching.no_class", { drawn: pictures.length, reason: last })
      await hooks.note(note("teaching.class_failed", { picture: index + 1, reason: last }))
    }
  }
  if (pictures.length === 0 && last) throw new StudioError("teaching.no_class", { drawn: 0, reason: last })
  return pictures
}
