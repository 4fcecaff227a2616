/**
 * The arms that a user adds to the study of methods, as the paper compares with Openjourney (another pack) and DreamBooth (a
 * taught LoRA). Both draw from the persona's rewritten text alone, without the item's picture and without interests.
 */
import { contentHash } from "../base/content-hash.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { Baseline, EvaluationSettings } from "../contract/evaluation.ts"
import type { Note } from "../contract/note.ts"
import { triggerPhrase } from "../models/lora/trigger-phrase.ts"
import { Networks } from "../models/networks.ts"
import { openPack, type Pack } from "../models/pack.ts"
import { openPipeline } from "../models/pipeline.ts"
import { isInpainting } from "../models/unet-config.ts"
import { pixelsPerLatent } from "../models/vae.ts"
import { verifyPack } from "../models/verify-pack.ts"
import { openLora } from "../personalize/loras.ts"
import { type Studio, studioFor } from "../personalize/studio.ts"
import { type Arm, isOwnArm } from "./arms.ts"
import type { BaselineFacts } from "./study-folder.ts"

/** The folder of a baseline's pack; null where there is none of that name. */
export type FindPack = (baseline: Extract<Baseline, { kind: "pack" }>) => string | null

export interface OpenedBaseline {
  arm: Arm
  facts: BaselineFacts
}

/**
 * Opens what the baselines draw with, so that what doesn't fit is refused before the first picture.
 *
 * @throws StudioError evaluation.bad_baseline, evaluation.unknown_baseline, lora.unknown, lora.misfit, pack.*, model.*
 */
export async function openBaselines(
  studio: Studio,
  { study, baselines }: Pick<EvaluationSettings, "study" | "baselines">,
  findPack: FindPack,
): Promise<OpenedBaseline[]> {
  const names = new Set<string>()
  for (const { name } of baselines) {
    const refuse = (problem: Note) => new StudioError("evaluation.bad_baseline", { name, problem })
    if (study !== "methods") throw refuse(note("evaluation.baseline_elsewhere", {}))
    if (isOwnArm(name)) throw refuse(note("evaluation.baseline_taken", {}))
    if (names.has(name.toLowerCase())) throw refuse(note("evaluation.baseline_twice", {}))
    names.add(name.toLowerCase())
  }
  const opened: OpenedBaseline[] = []
  for (const baseline of baselines)
    opened.push(
      baseline.kind === "pack"
        ? await openPackBaseline(studio, baseline, findPack)
        : await openLoraBaseline(studio, baseline),
    )
  return opened
}

/** The persona's rewritten text alone. */
const textAlone = { imageScale: 0, lambda2: 0, structure: 0 } as const

const armOf = (id: string, more: Partial<Arm>): Arm => ({
  id,
  value: null,
  draws: true,
  settings: textAlone,
  without: "foreground",
  tuned: false,
  ...more,
})

async function openLoraBaseline(
  studio: Studio,
  { name, lora }: Extract<Baseline, { kind: "lora" }>,
): Promise<OpenedBaseline> {
  const { file, hash, isFewSteps } = await openLora(studio.workspace, lora, studio.pack)
  if (isFewSteps)
    throw new StudioError("evaluation.bad_baseline", {
      name,
      problem: note("evaluation.baseline_few_steps", { lora }),
    })
  const loras = [{ name: lora, strength: 1 }]
  await studioFor(studio, { adapter: null, loras })
  const word = await triggerPhrase(file)
  return {
    arm: armOf(name, { settings: { ...textAlone, loras }, word: word ?? undefined }),
    facts: { kind: "lora", name, lora: { name: lora, hash }, word },
  }
}

async function openPackBaseline(
  studio: Studio,
  baseline: Extract<Baseline, { kind: "pack" }>,
  findPack: FindPack,
): Promise<OpenedBaseline> {
  const { name } = baseline
  const dir = findPack(baseline)
  if (dir === null) throw new StudioError("evaluation.unknown_baseline", { name, source: baseline.pack })
  const pack = await openPack(dir)
  await verifyPack(pack, file => contentHash(file, studio.workspace.cacheDir))
  await openPipeline(pack, studio.runtime)
  await checkUnet(name, pack, studio.pack.nativeSize)
  return {
    arm: armOf(name, { pack }),
    facts: {
      kind: "pack",
      name,
      pack: { name: pack.name, version: pack.manifest.version, hash: pack.hash },
    },
  }
}

/** Whether a U-Net draws as the other arms do: from noise, with two rows, at the study's size. */
async function checkUnet(name: string, pack: Pack, size: number): Promise<void> {
  const networks = new Networks(pack, null)
  const { config } = await networks.unet()
  const { config: vae } = await networks.vae()
  const refuse = (problem: Note) => new StudioError("evaluation.bad_baseline", { name, problem })
  if (config.time_cond_proj_dim) throw refuse(note("evaluation.baseline_guided", { pack: pack.name }))
  if (isInpainting(config)) throw refuse(note("evaluation.baseline_fills", { pack: pack.name }))
  const multiple = pixelsPerLatent(vae) * 2 ** (config.block_out_channels.length - 1)
  if (size % multiple !== 0)
    throw refuse(note("evaluation.baseline_size", { pack: pack.name, size, multiple }))
}
