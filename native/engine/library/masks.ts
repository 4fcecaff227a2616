/** The masks of items as the page asks for them; and those of many subjects, as a job. */
import { encodeMask } from "../../catalog/mask-file.ts"
import { MaskStore } from "../../catalog/mask-store.ts"
import { reasonOf, StudioError } from "../../contract/errors.ts"
import { findSubjectMask, isOfOneItem, keepSubjectMask } from "../../personalize/subject-mask.ts"
import { type EngineContext, type JobHandler, os } from "../context.ts"

export function masksRoom(context: EngineContext) {
  const { workspace, model, jobs, publish } = context
  const store = new MaskStore(workspace)
  const changed = <Value>(value: Value): Value => {
    publish({ type: "changed", what: "masks" })
    return value
  }

  const router = {
    list: os.masks.list.handler(async ({ input: { item } }) => store.of(await workspace.findItem(item))),
    save: os.masks.save.handler(async ({ input: { item, name, file } }) =>
      changed(await store.import(await workspace.findItem(item), name, await file.bytes())),
    ),
    restore: os.masks.restore.handler(async ({ input: { item, ...mask } }) =>
      changed(await store.restore(await workspace.findItem(item), mask)),
    ),
    remove: os.masks.remove.handler(async ({ input: { item, name } }) =>
      changed(store.remove(await workspace.findItem(item), name)),
    ),
    subject: os.masks.subject.handler(({ input: { item: id }, signal }) =>
      model.use(
        "interactive",
        async ({ studio }) => {
          const { mask, doubts } = await findSubjectMask(studio, await workspace.findItem(id))
          const { data } = await encodeMask(mask)
          return { picture: `data:image/png;base64,${data.toString("base64")}`, doubts }
        },
        signal,
      ),
    ),
    makeSubjects: os.masks.makeSubjects.handler(async ({ input: { items, name } }) =>
      jobs.add("mask", name, { items: [...new Set(items)], name }),
    ),
  }

  const making: JobHandler<"mask"> = async run => {
    const { items, name } = run.input
    const report = run.checkpoint ?? { done: 0, made: 0, doubtful: [], failed: [] }
    run.progress(report.done, items.length, "items")
    const make = async (id: string) => {
      try {
        const { doubts } = await model.use(
          "background",
          async ({ studio }) => keepSubjectMask(studio, await workspace.findItem(id), name),
          run.signal,
        )
        report.made++
        if (doubts.length > 0) report.doubtful.push({ item: id, doubts })
      } catch (error) {
        if (!isOfOneItem(error)) throw error
        report.failed.push({ item: id, reason: reasonOf(error) })
      }
    }
    try {
      for (const id of items.slice(report.done)) {
        if (run.signal.aborted) throw new StudioError("job.cancelled", { what: "masks" })
        await make(id)
        report.done++
        run.saveCheckpoint(report)
        run.progress(report.done, items.length, "items")
      }
    } finally {
      // Those of a job that is cancelled or fails stay.
      publish({ type: "changed", what: "masks" })
    }
    const { made, doubtful, failed } = report
    return {
      figures: { made, doubtful: doubtful.length, failed: failed.length },
      report: { name, made, doubtful, failed },
    }
  }

  return { router, making }
}
