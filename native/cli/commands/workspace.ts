/** `iamg workspace`: says what is wrong with a workspace, and mends what can be mended. */
import type { Command } from "commander"
import { readHouseWords, writeHouseWords } from "../../catalog/house-words.ts"
import {
  checkWorkspace,
  repairWorkspace,
  type WorkspaceReport,
} from "../../catalog/repair/repair-workspace.ts"
import { note } from "../../contract/codes/index.ts"
import { avoidedTextSchema, mostAvoided } from "../../contract/setting-values.ts"
import { problemsOfLayouts } from "../../exporting/layout/problems.ts"
import { readRecipe } from "../../exporting/read-recipe.ts"
import { prepareItems } from "../../personalize/prepare.ts"
import { type ModelOptions, type WorkspaceOptions, withModel, withWorkspace } from "../options.ts"
import { type Context, run } from "../run.ts"
import { withStudio } from "../studio.ts"
import { section } from "../text.ts"
import { valueProblem } from "../usage-problem.ts"
import { help, say, text } from "../voice.ts"
import { withOpenWorkspace } from "../workspace.ts"

export function addWorkspace(program: Command): void {
  const workspace = program.command("workspace").description(help("workspace.about"))
  withWorkspace(workspace.command("check"))
    .description(help("workspace.check"))
    .action(
      run(
        (_context, options: WorkspaceOptions) => checkWorkspace(options.workspace, problemsOfLayouts),
        describe,
      ),
    )
  withWorkspace(workspace.command("avoid"))
    .description(help("workspace.avoid"))
    .argument("[words]", help("workspace.words"))
    .action(run(avoid, ({ avoid }) => avoid || text("common.none")))
  withModel(withWorkspace(workspace.command("repair")))
    .description(help("workspace.repair"))
    .action(run(repair, describe))
}

function avoid(_context: Context, given: string | undefined, options: WorkspaceOptions): Promise<Avoided> {
  if (given === undefined)
    return withOpenWorkspace("read", options, async workspace => ({ avoid: readHouseWords(workspace) }))
  if (!avoidedTextSchema.safeParse(given).success)
    throw valueProblem("words", given, note("cli.text", { most: mostAvoided }))
  return withOpenWorkspace("write", options, async workspace => ({
    avoid: writeHouseWords(workspace, given),
  }))
}

/** The workspace's words to avoid. */
interface Avoided {
  avoid: string
}

async function repair(
  { signal, progress }: Context,
  options: WorkspaceOptions & ModelOptions,
): Promise<WorkspaceReport> {
  const report = await repairWorkspace(options.workspace, readRecipe, problemsOfLayouts)
  if (report.done.some(({ code }) => code === "repair.pool_removed"))
    await withStudio(options, studio =>
      prepareItems(studio, {
        signal,
        onProgress: (done, total) => progress.update(text("progress.embedding"), done, total),
      }),
    )
  return report
}

function describe({ problems, done }: WorkspaceReport): string {
  const found = problems.map(say).join("\n") || text("common.none")
  const mended = done.length > 0 ? [section(text("workspace.mended"), done.map(say).join("\n"))] : []
  return [section(text("workspace.found"), found), ...mended].join("\n\n")
}
