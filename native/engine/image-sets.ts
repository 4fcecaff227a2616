/** Image sets as the page asks for them: an estimate, and the set itself as a job. */
import { mkdir, statfs } from "node:fs/promises"
import { basename } from "node:path"
import { z } from "zod"
import { RenderStore } from "../catalog/render-store.ts"
import { readSetting, writeSetting } from "../catalog/state.ts"
import { StudioError } from "../contract/errors.ts"
import { type ImageSet, imageSetReportSchema, imageSetSchema } from "../contract/image-set.ts"
import { makeImageSet } from "../exporting/image-set/make.ts"
import { existing, type PlannedImage, planImageSet, type SetPlan } from "../exporting/image-set/plan.ts"
import { parseSettings, withinPack } from "../personalize/settings.ts"
import type { Studio } from "../personalize/studio.ts"
import { type EngineContext, type JobHandler, os } from "./context.ts"

const inputSchema = z.object({ set: imageSetSchema, folder: z.string() })

/** Bytes of a pixel in a file, as drawings take them; photographs take up to twice as many. */
const bytesAPixel = { png: 1.6, jpeg: 0.35, webp: 0.3, avif: 0.2 } as const

const examplesShown = 4
const collisionsShown = 20

/** Where the seconds of one denoising step are kept, by what decides them. */
const paceKey = ({ pack, runtime }: Studio, width: number, height: number): string =>
  `pace.${pack.hash.slice(0, 16)}.${runtime.device}.${width}x${height}`

export function imageSetsRoom(context: EngineContext) {
  const { workspace, model, jobs, handles, turns } = context

  async function planned(
    set: ImageSet,
  ): Promise<{ studio: Studio; plan: SetPlan; settings: ImageSet["settings"] }> {
    const studio = await model.studio()
    const { settings } = withinPack(parseSettings(set.settings, studio.pack.nativeSize), studio.pipeline)
    return { studio, settings, plan: await planImageSet(workspace, set, settings) }
  }

  /** Images that no stored render of these settings can stand for. */
  function toDraw(images: readonly PlannedImage[], settings: ImageSet["settings"]): number {
    const store = new RenderStore(workspace.state)
    return images.filter(
      ({ item, persona, seed, render }) =>
        !render &&
        !store
          .list({ item: item.id, persona: persona.id })
          .some(
            ({ recipe }) =>
              recipe.seed === seed &&
              recipe.lambda1 === settings.lambda1 &&
              recipe.lambda2 === settings.lambda2 &&
              recipe.steps === settings.steps &&
              recipe.tagsUsed === settings.tags,
          ),
    ).length
  }

  async function estimate(set: ImageSet, folder: string | null) {
    const { studio, plan, settings } = await planned(set)
    const files = plan.images.flatMap(image => image.files)
    const enlarged = files.filter(file => file.enlargement > 1)
    const pace = workspace.state.read(state =>
      readSetting(state, paceKey(studio, settings.width!, settings.height!)),
    )
    const drawing = toDraw(plan.images, settings)
    const bytes = files.reduce(
      (sum, { size }) => sum + size.width * size.height * bytesAPixel[set.format],
      drawing * settings.width! * settings.height! * bytesAPixel.png,
    )
    const space = folder === null ? null : await statfs(folder)
    const warnings: string[] = []
    if (enlarged.length > 0) {
      const names = [...new Set(enlarged.map(({ size }) => size.name))].join(", ")
      const most = Math.max(...enlarged.map(file => file.enlargement)).toFixed(1)
      warnings.push(`Shown larger than drawn (up to ${most} times), so softer: ${names}.`)
    }
    for (const { item, persona, reason } of plan.skipped.slice(0, examplesShown))
      warnings.push(`${item} for ${persona} gives nothing: ${reason}.`)
    const free = space && space.bavail * space.bsize
    if (free !== null && free < bytes) warnings.push("There isn't enough room on that drive.")
    return {
      files: files.length,
      toRender: drawing,
      seconds: pace === undefined ? null : Number(pace) * settings.steps * drawing,
      bytes: Math.round(bytes),
      freeBytes: free,
      names: files.slice(0, examplesShown).map(file => file.name),
      collisions: [...plan.shared, ...(folder === null ? [] : existing(plan.images, folder))].slice(
        0,
        collisionsShown,
      ),
      warnings,
    }
  }

  const exporting: JobHandler<unknown> = async run => {
    const { set, folder } = inputSchema.parse(run.input)
    const studio = await model.studio()
    await mkdir(folder, { recursive: true }).catch(cause => {
      throw new StudioError("export.not_written", { file: folder, reason: cause.message }, { cause })
    })
    const start = run.checkpoint === null ? "fresh" : "resume"
    const { width = studio.pack.nativeSize, height = studio.pack.nativeSize, steps } = set.settings
    const report = await turns.take(
      "background",
      turn =>
        makeImageSet(studio, set, folder, {
          start,
          signal: run.signal,
          beforeStep: turn.yield,
          onProgress: (done, total) => {
            run.saveCheckpoint({ files: done })
            run.progress(done, total, "files")
          },
          onDrawn: seconds => {
            const key = paceKey(studio, width, height)
            workspace.state.write(state => writeSetting(state, key, String(seconds / steps)))
            context.publish({ type: "changed", what: "renders" })
          },
        }),
      run.signal,
    )
    return {
      summary: `${report.files} files, ${report.skipped.length} skipped`,
      report: imageSetReportSchema.parse(report),
    }
  }
  jobs.handle("export", exporting)

  return {
    estimate: os.imageSets.estimate.handler(({ input: { set, folder } }) =>
      estimate(set, folder === null ? null : handles.pathOf(folder)),
    ),
    start: os.imageSets.start.handler(async ({ input: { set, folder: handle } }) => {
      const folder = handles.pathOf(handle)
      const { collisions, freeBytes, bytes } = await estimate(set, folder)
      if (collisions.length > 0) throw new StudioError("image_set.collision", { names: collisions })
      if (freeBytes !== null && freeBytes < bytes)
        throw new StudioError("image_set.no_room", {
          folder: basename(folder),
          needed: bytes,
          free: freeBytes,
        })
      return jobs.add("export", set.name, { set, folder })
    }),
  }
}
