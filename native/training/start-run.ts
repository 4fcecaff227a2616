/** The beginning and end of a run, outside its trainer: it starts after a check, and its adapter is installed. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import type { Workspace } from "../catalog/workspace.ts"
import { StudioError } from "../contract/errors.ts"
import type { Run, TrainingSettings } from "../contract/training.ts"
import { adapterManifestFile } from "../models/adapter.ts"
import type { Studio } from "../personalize/studio.ts"
import { adapterName, installAdapter } from "./adapters.ts"
import { type CheckOptions, checkTraining } from "./check.ts"
import { RunFolder } from "./run-folder.ts"

/**
 * Makes the folder of a new run; its adapter will have its name.
 *
 * @throws StudioError settings.invalid, training.refused with every reason, and what checkTraining throws
 */
export async function createRun(
  studio: Studio,
  name: string,
  settings: TrainingSettings,
  options?: CheckOptions,
): Promise<RunFolder> {
  const named = adapterName(name)
  const { refusals } = await checkTraining(studio, settings, options)
  if (refusals.length > 0) {
    throw new StudioError("training.refused", { problems: refusals })
  }
  const { pack, workspace } = studio
  return RunFolder.create(workspace.runsDir, named, settings, { name: pack.name, hash: pack.hash })
}

/** Takes in the adapter that a run has left, once, however often it is asked. */
export async function keepAdapter(workspace: Workspace, folder: RunFolder): Promise<Run> {
  const run = await folder.read()
  const ended = run.state === "done" || run.state === "stopped"
  if (!ended || run.adapter !== null || !existsSync(join(folder.adapterDir, adapterManifestFile))) return run
  const { id } = await installAdapter(workspace.adaptersDir, folder.adapterDir, run.id)
  return folder.change({ adapter: id })
}
