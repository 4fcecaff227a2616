/**
 * The guided sampling loop: from seeded noise to latents, with classifier-free guidance (eq. 15; Ho & Salimans 2022).
 * One image a call, in a batch of its own (unconditional row, conditional row), so that image 3 of 4 can be made again
 * alone.
 */
import { memoized } from "../base/memo.ts"
import { concatRows } from "../base/tensor-rows.ts"
import { StudioError } from "../contract/errors.ts"
import { type GuidanceInterval, guidanceActsAt } from "../contract/guidance-settings.ts"
import type { SchedulerName, StructureKind } from "../contract/setting-values.ts"
import { type FloatTensor, floatTensor } from "../contract/tensor.ts"
import type { ConditionTensors, Denoise } from "../models/denoiser.ts"
import { isFiniteTensor } from "../models/finite.ts"
import type { LoraStrength } from "../models/lora/lora.ts"
import type { Pipeline } from "../models/pipeline.ts"
import { type GuidanceSettings, guide } from "./guidance.ts"
import { gaussianNoise } from "./noise.ts"
import { createScheduler, stepsTaken } from "./scheduler.ts"

/** The conditions of one image: the conditional row of guidance. The pipeline's `UnconditionalRow` is the other one. Batch 1. */
export interface ConditionalRow {
  /** States of the text, [1,77,d]. */
  text: FloatTensor
  /** Image tokens, [1,n,d]; those of a zero embedding when absent. */
  image?: FloatTensor
  /** z̃, [1,77,d]; zeros when absent. */
  interest?: FloatTensor
  /** A hint of structure, [1,3,height,width] in 0…1; only where the pack reads one. */
  structure?: FloatTensor
  /** States of the words to avoid, [1,77,d]: the unconditional row reads them in place of the empty text. */
  avoid?: FloatTensor
}

export interface SampleSettings extends GuidanceSettings, GuidanceInterval {
  lambda1: number
  lambda2: number
  imageScale: number
  /** How strongly structure guides, where a hint of it is given; 1 when absent. */
  structure?: number
  /** What the hint shows; the pack's first kind when absent. */
  structureKind?: StructureKind
  /** How strongly each LoRA of the pipeline acts. */
  loras?: readonly LoraStrength[]
  scheduler: SchedulerName
  steps: number
  seed: number
  /** Pixels, multiples of 64. */
  width: number
  height: number
}

export interface StepReport {
  /** Steps done, 1 … steps. */
  step: number
  steps: number
  /** Latents as they would be if the network were right already, [1,c,h,w], divided by the scaling factor: for previews. */
  predictedOriginal: FloatTensor
}

export interface SampleHooks {
  /** Cancels between two steps. */
  signal?: AbortSignal | undefined
  /** Waited for: to let other work go first, say. */
  beforeStep?: (() => Promise<void>) | undefined
  onStep?: ((report: StepReport) => void | Promise<void>) | undefined
  /** These latents [1,c,h,w] instead of the seed's noise. */
  noise?: FloatTensor | undefined
  /** This noise after each step that asks for it (`lcm`) instead of the seed's. */
  freshNoise?: ((index: number) => Float32Array) | undefined
  /** Starts from a picture (SDEdit, Meng et al. 2022) and takes the last steps alone, as diffusers' image-to-image does. */
  original?: Original | undefined
  /** Keeps a part of a picture as it is; for a U-Net that doesn't read it (`inpainting`). */
  kept?: Kept | undefined
  /**
   * For a U-Net that fills in a part of a picture, [1,c+1,h,w]: 1 where it draws, and the latents of the picture without that
   * part, times the VAE's scaling factor.
   */
  inpainting?: FloatTensor | undefined
}

/** The part of a picture that stays (Blended Latent Diffusion, Avrahami et al. 2023). */
export interface Kept {
  /** Latents of the picture [1,c,h,w], times the VAE's scaling factor. */
  latents: FloatTensor
  /** 1 where a latent is kept, else 0, [h · w]. */
  cells: Uint8Array
}

/** A picture to start from. */
export interface Original {
  /** Its latents [1,c,h,w], times the VAE's scaling factor. */
  latents: FloatTensor
  /** How much of it is there before drawing, in hundredths, 0 … 95. */
  start: number
}

/**
 * Latents of one image, [1,c,height/8,width/8], divided by the VAE's scaling factor. Throws job.cancelled, model.not_finite_step.
 *
 * @example imageFromPixels(await pipeline.vaeDecode(await sample(pipeline, conditions, settings)))
 */
export async function sample(
  pipeline: Pipeline,
  conditions: ConditionalRow,
  settings: SampleSettings,
  { signal, beforeStep, onStep, noise, freshNoise, original, kept, inpainting }: SampleHooks = {},
): Promise<FloatTensor> {
  const height = settings.height / pipeline.pixelsPerLatent
  const width = settings.width / pipeline.pixelsPerLatent
  const shape = [1, pipeline.latentChannels, height, width]
  const taken = { scheduler: settings.scheduler, steps: settings.steps, start: original?.start ?? 0 }
  const scheduler = createScheduler(taken.scheduler, pipeline.pack.scheduler, taken.steps, {
    start: taken.start,
    // The seed's noise is at index 0: the noise after each step is independent of it.
    freshNoise:
      freshNoise ??
      (index => gaussianNoise(settings.seed, shape, { stream: 0, index: index + 1 }).data as Float32Array),
  })
  const isGuided = await isGuidedByRows(pipeline, settings)
  const { num_train_timesteps: trained } = pipeline.pack.scheduler
  const isGuidedAt = (timestep: number) => isGuided && guidanceActsAt(timestep / trained, settings)
  const denoisers = new Map<boolean, Promise<Denoise>>()
  const denoiserFor = (guided: boolean) =>
    memoized(denoisers, guided, async () =>
      pipeline.denoiser(await conditionsOf(pipeline, conditions, settings, guided), height, width, {
        structureKind: settings.structureKind,
        guidance: settings.guidance,
        loras: settings.loras,
      }),
    )

  const start = noise ?? gaussianNoise(settings.seed, shape)
  const steps = stepsTaken(taken)
  const first = scheduler.timesteps.length - steps
  // What keeps the network from being opened is said before the first step.
  await denoiserFor(isGuidedAt(scheduler.timesteps[first]!))
  let latents: Float32Array = original
    ? scheduler.noised(original.latents.data, start.data, first)
    : start.data.map(x => x * scheduler.initNoiseSigma)
  const unscaled = (data: Float32Array) =>
    floatTensor(
      shape,
      data.map(x => x / pipeline.scalingFactor),
    )
  for (const [index, timestep] of scheduler.timesteps.entries()) {
    if (index < first) continue
    await beforeStep?.()
    if (signal?.aborted) throw new StudioError("job.cancelled", { what: "drawing" })
    const row = withChannels(floatTensor(shape, latents), inpainting)
    const guided = isGuidedAt(timestep)
    const denoise = await denoiserFor(guided)
    const rows = await denoise(guided ? concatRows([row, row]) : row, timestep)
    const next = scheduler.step(guided ? guide(rows, settings) : rows.data, index, latents)
    // Guidance and solver can overflow where the network did not.
    if (!isFiniteTensor(rows) || !next.sample.every(Number.isFinite))
      throw new StudioError("model.not_finite_step", { network: "unet", step: index + 1 - first, steps })
    latents = next.sample
    if (kept) {
      const isLast = index === scheduler.timesteps.length - 1
      const { data } = kept.latents
      keep(latents, isLast ? data : scheduler.noised(data, start.data, index + 1), kept.cells)
      keep(next.predictedOriginal, data, kept.cells)
    }
    await onStep?.({
      step: index + 1 - first,
      steps,
      predictedOriginal: unscaled(next.predictedOriginal),
    })
  }
  return unscaled(latents)
}

/** Puts the kept cells of each channel into the latents. */
function keep(latents: Float32Array, from: Float32Array, cells: Uint8Array): void {
  for (let at = 0; at < latents.length; at++) if (cells[at % cells.length]) latents[at] = from[at]!
}

/** [1,c,h,w] with more channels behind them. */
function withChannels(row: FloatTensor, more: FloatTensor | undefined): FloatTensor {
  if (!more) return row
  const [batch, channels, height, width] = row.shape as [number, number, number, number]
  const data = new Float32Array(row.data.length + more.data.length)
  data.set(row.data)
  data.set(more.data, row.data.length)
  return floatTensor([batch, channels + more.shape[1]!, height, width], data)
}

/**
 * Whether guidance takes an unconditional row beside the conditional one. A U-Net that reads guidance itself never does. At
 * guidance 1 the conditional row alone is the result: `lcm` leaves the other one out. Solvers that drew with both rows
 * before keep them, because the last bits differ.
 */
const isGuidedByRows = async (
  pipeline: Pipeline,
  { scheduler, guidance }: SampleSettings,
): Promise<boolean> => !(scheduler === "lcm" && guidance === 1) && !(await pipeline.readsGuidance())

/** The rows of a batch: unconditional and conditional, or the conditional one alone. Strengths are the same in
 * both, but for structure that guidance strengthens. */
async function conditionsOf(
  pipeline: Pipeline,
  { text, image, interest, structure, avoid }: ConditionalRow,
  settings: SampleSettings,
  isGuided: boolean,
): Promise<ConditionTensors> {
  const { lambda1, lambda2, imageScale, structure: structureScale = 1, structureKind, loras } = settings
  const none = await pipeline.unconditional(loras)
  const rows = (unconditional: FloatTensor, conditional: FloatTensor) =>
    isGuided ? concatRows([unconditional, conditional]) : conditional
  const strength = (value: number) => {
    const batch = isGuided ? 2 : 1
    return floatTensor([batch], new Float32Array(batch).fill(value))
  }
  const inputs: ConditionTensors = { text: rows(avoid ?? none.text, text), lambda1: strength(lambda1) }
  if (none.image) {
    inputs.image = rows(none.image, image ?? none.image)
    inputs.image_scale = strength(imageScale)
  }
  if (none.interest) {
    inputs.interest = rows(none.interest, interest ?? none.interest)
    inputs.lambda2 = strength(lambda2)
  }
  if (structure && structureScale > 0) {
    inputs.structure = rows(structure, structure)
    inputs.structure_scale = strength(structureScale)
    const own = pipeline.pack.manifest.structure
    if (isGuided && own?.guided && own.kind === (structureKind ?? own.kind))
      inputs.structure_scale.data[0] = 0
  }
  return inputs
}
