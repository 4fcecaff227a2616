/** Jobs that make a catalog ready: import, then embeddings (prepare), then tags. Each skips what is done. */
import { z } from "zod"
import { importCatalog } from "../../catalog/import/import.ts"
import { importReportSchema, mappingSchema } from "../../contract/api/catalog.ts"
import { StudioError } from "../../contract/errors.ts"
import { type TagReport, tagItems } from "../../interests/tag-items.ts"
import type { Tagger } from "../../interests/tagger.ts"
import { prepareItems } from "../../personalize/prepare.ts"
import type { EngineContext, JobHandler, JobRun } from "../context.ts"
import { gettingOn } from "../getting-on.ts"
import { withTagger } from "./tagger.ts"

export const importInputSchema = z.object({
  dir: z.string(),
  format: z.enum(["auto", "csv", "movielens", "mind", "pog"]),
  scenario: z.string().optional(),
  mapping: mappingSchema.optional(),
})
export type ImportInput = z.infer<typeof importInputSchema>

export function handlePreparation(context: EngineContext, refreshed: () => Promise<void>): void {
  const { jobs, workspace, scenarios, model, publish } = context

  const importing: JobHandler<unknown> = async run => {
    const { dir, ...input } = importInputSchema.parse(run.input)
    const report = await importCatalog(workspace, dir, {
      ...input,
      scenarios: [...scenarios.keys()],
      signal: run.signal,
      onProgress: ({ step, done, total }) => run.progress(done, total, step),
    })
    publish({ type: "changed", what: "items" })
    publish({ type: "changed", what: "personas" })
    jobs.add("prepare", "", {})
    jobs.add("tag", "", {})
    return { figures: report.items, report: importReportSchema.parse(report) }
  }

  const preparing: JobHandler<unknown> = async run => {
    const report = await model.use(
      "background",
      (studio, turn) =>
        prepareItems(studio, {
          signal: run.signal,
          beforeBatch: turn.yield,
          onProgress: gettingOn(run, "items", 0),
        }),
      run.signal,
    )
    // What was planned with fewer items in the pool has other neighbours now.
    publish({ type: "changed", what: "items" })
    await refreshed()
    return { figures: { prepared: report.prepared, kept: report.kept }, report }
  }

  const tagging: JobHandler<unknown> = async run => {
    const items = await workspace.items()
    const work = (tagger: Tagger) => tagWith(context, run, items, tagger)
    const report = await withTagger(context, "background", work, run.signal)
    publish({ type: "changed", what: "items" })
    await refreshed()
    return { figures: { tagged: report.tagged, kept: report.kept, failed: report.failed.length }, report }
  }

  jobs.handle("import", importing)
  jobs.handle("prepare", preparing)
  jobs.handle("tag", tagging)
}

async function tagWith(
  { workspace, scenarios }: EngineContext,
  run: JobRun<unknown>,
  items: Awaited<ReturnType<EngineContext["workspace"]["items"]>>,
  tagger: Tagger,
): Promise<TagReport> {
  return tagItems(workspace, items, tagger, scenarios, {
    signal: run.signal,
    onProgress: gettingOn(run, "items"),
  }).catch(error => {
    throw run.signal.aborted ? new StudioError("job.cancelled", { what: "tagging" }) : error
  })
}
