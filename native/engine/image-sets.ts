/** Image sets as the page asks for them: an estimate, and the set itself as a job. */
import type { ImageSetReport } from "../contract/image-set.ts"
import { checkEstimate, estimateImageSet } from "../exporting/image-set/estimate.ts"
import { finish } from "../exporting/image-set/journal.ts"
import { makeImageSet } from "../exporting/image-set/make.ts"
import { type EngineContext, type JobHandler, os } from "./context.ts"

const outcomeOf = (report: ImageSetReport) => ({
  figures: { files: report.files, leftOut: report.skipped.length },
  report,
})

export function imageSetsRoom(context: EngineContext) {
  const { model, jobs, handles } = context

  const exporting: JobHandler<"export"> = async ({ input, signal, progress, checkpoint, saveCheckpoint }) => {
    const { set, folder, locale } = input
    const before = checkpoint?.files ?? 0
    if (checkpoint?.report) {
      await finish(folder)
      return outcomeOf(checkpoint.report)
    }
    const report = await makeImageSet(await model.session(), set, folder, {
      signal,
      locale,
      wasBegun: before > 0,
      inTurn: work => model.use("background", (session, turn) => work(session, turn.yield), signal),
      onProgress: (done, total) => {
        if (done > before) saveCheckpoint({ files: done })
        progress(done, total, "files")
      },
      onDrawn: () => context.publish({ type: "changed", what: "renders" }),
      onWritten: report => saveCheckpoint({ files: report.files, report }),
    })
    return outcomeOf(report)
  }

  const router = {
    estimate: os.imageSets.estimate.handler(async ({ input: { set, folder } }) =>
      estimateImageSet((await model.session()).studio, set, folder === null ? null : handles.pathOf(folder)),
    ),
    start: os.imageSets.start.handler(async ({ input: { set, folder: handle, locale } }) => {
      const folder = handles.pathOf(handle)
      const { studio } = await model.session()
      checkEstimate(await estimateImageSet(studio, set, folder), folder)
      return jobs.add("export", set.name, { set, folder, locale })
    }),
  }
  return { router, exporting }
}
