/** The beginning and end of a run, outside its trainer: it starts after a check, and what it leaves is installed. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { hashFile } from "../base/content-hash.ts"
import type { Workspace } from "../catalog/workspace.ts"
import { StudioError } from "../contract/errors.ts"
import { loraNameOf, type TeachingSettings } from "../contract/teaching.ts"
import type { InterestsRun, ProductRun, Run, TrainingSettings } from "../contract/training.ts"
import { adapterManifestFile } from "../models/adapter.ts"
import { addLora, listLoras } from "../personalize/loras.ts"
import type { Studio } from "../personalize/studio.ts"
import { adapterName, installAdapter } from "./adapters.ts"
import { type CheckOptions, checkTraining } from "./check.ts"
import { lookAtTeaching } from "./product/check-teaching.ts"
import { copyPictures, type TaughtSource } from "./product/pictures.ts"
import { withHeldOut, writeProduct } from "./product/product-file.ts"
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
  return RunFolder.create(
    workspace.runsDir,
    named,
    { kind: "interests", settings },
    { name: pack.name, hash: pack.hash },
  )
}

/**
 * Makes the folder of a run that learns a product, with its pictures; its LoRA will have its name.
 *
 * @throws StudioError settings.invalid, training.refused with every reason, and what checkTeaching throws
 */
export async function createProductRun(
  studio: Studio,
  name: string,
  settings: TeachingSettings,
  source: TaughtSource,
  signal?: AbortSignal,
): Promise<RunFolder> {
  const named = adapterName(name)
  const { check, found } = await lookAtTeaching(studio, settings, source, signal)
  if (check.refusals.length > 0) throw new StudioError("training.refused", { problems: check.refusals })
  const { pack, workspace } = studio
  const task = { kind: "product", settings } as const
  const of = { name: pack.name, hash: pack.hash }
  return RunFolder.create(workspace.runsDir, named, task, of, async folder => {
    await copyPictures(folder, found.pictures)
    await writeProduct(folder, withHeldOut(found.pictures.map(({ image, name }) => ({ image, name }))))
  })
}

/** Takes in what a run has left, an adapter or a LoRA, once, however often it is asked. */
export async function keepResult(workspace: Workspace, folder: RunFolder): Promise<Run> {
  const run = await folder.read()
  const ended = run.state === "done" || run.state === "stopped"
  if (!ended) return run
  return run.kind === "product" ? keepLora(workspace, folder, run) : keepAdapter(workspace, folder, run)
}

/** Of a run that was resumed, the LoRA takes the place of the one that it left before. */
async function keepLora(workspace: Workspace, folder: RunFolder, run: ProductRun): Promise<Run> {
  if (!existsSync(folder.loraFile)) return run
  const installed = await listLoras(workspace)
  const hash = await hashFile(folder.loraFile)
  // Killed before the name was written down, it finds its own file among them.
  const known = installed.find(lora => lora.name === run.lora) ?? installed.find(lora => lora.hash === hash)
  if (known?.hash === hash) return run.lora === known.name ? run : folder.change({ lora: known.name })
  const names = new Set(installed.map(lora => lora.name.toLowerCase()))
  const name = known?.name ?? freeLoraName(loraNameOf(run.name), names)
  const { name: kept } = await addLora(workspace, folder.loraFile, {
    name,
    isFewSteps: false,
    replace: known !== undefined,
  })
  return folder.change({ lora: kept })
}

function freeLoraName(name: string, taken: ReadonlySet<string>): string {
  let free = name
  for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${name}-${number}`
  return free
}

async function keepAdapter(workspace: Workspace, folder: RunFolder, run: InterestsRun): Promise<Run> {
  if (run.adapter !== null || !existsSync(join(folder.adapterDir, adapterManifestFile))) return run
  const { id } = await installAdapter(workspace.adaptersDir, folder.adapterDir, run.id)
  return folder.change({ adapter: id })
}
