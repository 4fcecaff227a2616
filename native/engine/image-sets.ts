/** Image sets as the page asks for them: an estimate, and the set itself as a job. */
import { isOver } from "../contract/api/jobs.ts"
import { StudioError } from "../contract/errors.ts"
import type { ImageSet, ImageSetReport } from "../contract/image-set.ts"
import { checkEstimate, estimateHistory, estimateImageSet } from "../exporting/image-set/estimate.ts"
import { checkDecisions, heldImages } from "../exporting/image-set/held.ts"
import { drawIntoHistory } from "../exporting/image-set/into-history.ts"
import { finishUnlessHeld, makeImageSet } from "../exporting/image-set/make.ts"
import type { Elsewhere } from "../exporting/image-set/pictures.ts"
import { checkWithoutFolder } from "../exporting/image-set/plan.ts"
import { type EngineContext, type JobHandler, os } from "./context.ts"
import type { FarmsRoom } from "./farms.ts"

const outcomeOf = (report: ImageSetReport) => ({
  figures: {
    files: report.files,
    leftOut: report.skipped.length + report.moreSkipped,
    held: report.held,
    images: report.folder === null ? report.rendered + report.reused : 0,
  },
  report,
})

/** Images between two checkpoints of a set without files. */
const toldEvery = 100

/** Held images that the page is given at a time. */
const mostShown = 60

export function imageSetsRoom(context: EngineContext, { drawOn, checkKnown }: FarmsRoom) {
  const { model, jobs, handles } = context

  const exporting: JobHandler<"export"> = async run => {
    const { input, signal, progress, checkpoint, saveCheckpoint } = run
    const { set, folder, locale, farm, decisions } = input
    if (folder === null) return intoHistory(run, set, farm)
    const before = checkpoint?.files ?? 0
    if (checkpoint?.report) {
      await finishUnlessHeld(checkpoint.report)
      return outcomeOf(checkpoint.report)
    }
    const session = await model.session()
    const make = (elsewhere?: Elsewhere) =>
      makeImageSet(session, set, folder, {
        signal,
        elsewhere,
        locale,
        decisions,
        wasBegun: before > 0,
        inTurn: work => model.use("background", (session, turn) => work(session, turn.yield), signal),
        onProgress: (done, total) => {
          if (done > before) saveCheckpoint({ files: done })
          progress(done, total, "files")
        },
        onDrawn: () => context.publish({ type: "changed", what: "renders" }),
        onWritten: report => saveCheckpoint({ files: report.files, report }),
      })
    return outcomeOf(await (farm === null ? make() : drawOn(farm, signal, make)))
  }

  /** The set without files, drawn by a farm. */
  async function intoHistory(
    { signal, progress, checkpoint, saveCheckpoint }: Parameters<JobHandler<"export">>[0],
    set: ImageSet,
    farm: string | null,
  ) {
    if (farm === null) throw new StudioError("image_set.needs_folder", {})
    const session = await model.session()
    let told = checkpoint?.files ?? 0
    const report = await drawOn(farm, signal, elsewhere =>
      drawIntoHistory(session, set, {
        signal,
        elsewhere,
        inTurn: work => model.use("background", (session, turn) => work(session, turn.yield), signal),
        onProgress: (done, total) => {
          if (done >= told + toldEvery) {
            told = done
            saveCheckpoint({ files: done })
          }
          progress(done, total, "images")
        },
        onDrawn: () => context.publish({ type: "changed", what: "renders" }),
      }),
    )
    return outcomeOf(report)
  }

  const inputOf = (id: string) => {
    const input = jobs.ofKind("export").find(({ job }) => job.id === id)?.input
    if (!input) throw new StudioError("job.unknown", { job: id })
    return input
  }
  const heldOf = async (id: string) => {
    const { set, folder } = inputOf(id)
    const isGoingOn = jobs
      .ofKind("export")
      .some(({ job, input }) => input?.folder === folder && !isOver(job.state))
    return isGoingOn || folder === null ? [] : heldImages((await model.session()).studio, set, folder)
  }

  const router = {
    estimate: os.imageSets.estimate.handler(async ({ input: { set, folder, withoutFiles } }) => {
      const { studio } = await model.session()
      if (withoutFiles) return estimateHistory(studio, set)
      return estimateImageSet(studio, set, folder === null ? null : handles.pathOf(folder))
    }),
    start: os.imageSets.start.handler(async ({ input: { set, folder: handle, locale, farm } }) => {
      if (farm !== null) await checkKnown(farm)
      const { studio } = await model.session()
      const folder = handle && handles.pathOf(handle)
      if (folder !== null) checkEstimate(await estimateImageSet(studio, set, folder), folder)
      else if (farm === null) throw new StudioError("image_set.needs_folder", {})
      else checkWithoutFolder(set)
      return jobs.add("export", set.name, { set, folder, locale, farm, decisions: [] })
    }),
    held: os.imageSets.held.handler(async ({ input: { job } }) => {
      const held = await heldOf(job)
      const { workspace } = context
      const images = []
      for (const image of held.slice(0, mostShown)) {
        const [item] = await workspace.itemsOf([image.item])
        const persona = await workspace.findPersona(image.persona).catch(() => null)
        images.push({
          ...image,
          title: item?.title ?? image.item,
          image: item?.image ?? "",
          personaName: persona?.name ?? image.persona,
        })
      }
      return { count: held.length, images }
    }),
    decide: os.imageSets.decide.handler(async ({ input: { job, decisions, locale } }) => {
      checkDecisions(await heldOf(job), decisions)
      const { set, folder, farm } = inputOf(job)
      return jobs.add("export", set.name, { set, folder, locale, farm, decisions })
    }),
  }
  return { router, exporting }
}
