/** Jobs that make a catalog ready: import, then embeddings (prepare), then tags. Each skips what is done. */
import { importCatalog } from "../../catalog/import/import.ts"
import { StudioError } from "../../contract/errors.ts"
import { type TagReport, tagItems } from "../../interests/tag-items.ts"
import type { Tagger } from "../../interests/tagger.ts"
import { prepareItems } from "../../personalize/prepare.ts"
import type { EngineContext, JobHandler, JobHandlers, JobRun } from "../context.ts"
import { reportAndKeep } from "../job-progress.ts"
import { withTagger } from "./tagger.ts"

/** `refreshed` is called when the model has more of the catalog to work with. */
export function preparationHandlers(
  context: EngineContext,
  refreshed: () => Promise<void>,
): Pick<JobHandlers, "import" | "prepare" | "tag"> {
  const { jobs, workspace, scenarios, model, publish } = context

  const importing: JobHandler<"import"> = async run => {
    const { dir, ...input } = run.input
    const report =
      run.checkpoint?.report ??
      (await importCatalog(workspace, dir, {
        ...input,
        fetchPolicy: context.fetchPolicy,
        scenarios: [...scenarios.keys()],
        signal: run.signal,
        onProgress: ({ step, done, total }) => run.progress(done, total, step),
      }))
    // Read again, the same files would be reported as unchanged.
    run.saveCheckpoint({ report })
    publish({ type: "changed", what: "items" })
    publish({ type: "changed", what: "personas" })
    jobs.add("prepare", "", {})
    jobs.add("tag", "", {})
    return { figures: report.items, report }
  }

  const preparing: JobHandler<"prepare"> = async run => {
    const report = await model.use(
      "background",
      ({ studio }, turn) =>
        prepareItems(studio, {
          signal: run.signal,
          beforeBatch: turn.yield,
          onProgress: reportAndKeep(run, "items", 0),
        }),
      run.signal,
    )
    // What was planned with fewer items in the pool has other neighbours now.
    publish({ type: "changed", what: "items" })
    await refreshed()
    return { figures: { prepared: report.prepared, kept: report.kept }, report }
  }

  const tagging: JobHandler<"tag"> = async run => {
    const items = await workspace.items()
    const work = (tagger: Tagger) => tagWith(context, run, items, tagger)
    const report = await withTagger(context, "background", work, run.signal)
    publish({ type: "changed", what: "items" })
    await refreshed()
    return { figures: { tagged: report.tagged, kept: report.kept, failed: report.failed.length }, report }
  }

  return { import: importing, prepare: preparing, tag: tagging }
}

async function tagWith(
  { workspace, scenarios }: EngineContext,
  run: JobRun<"tag">,
  items: Awaited<ReturnType<EngineContext["workspace"]["items"]>>,
  tagger: Tagger,
): Promise<TagReport> {
  return tagItems(workspace, items, tagger, scenarios, {
    signal: run.signal,
    onProgress: reportAndKeep(run, "items"),
  }).catch(error => {
    throw run.signal.aborted ? new StudioError("job.cancelled", { what: "tagging" }) : error
  })
}
