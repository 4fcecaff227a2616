/**
 * The batch that a step reads (eq. 14): noisy latents at a random timestep, the target of the prediction, and the
 * conditions; some conditions are dropped, so that guidance works (eq. 15).
 */

import { concatRows } from "../base/tensor-rows.ts"
import { type FloatTensor, floatTensor } from "../contract/tensor.ts"
import type { TrainingSettings } from "../contract/training.ts"
import { alphasCumprod, predictionTarget } from "../diffusion/noise-schedule.ts"
import type { Pipeline, UnconditionalRow } from "../models/pipeline.ts"
import type { PredictionType } from "../models/scheduler-config.ts"
import type { Encodings } from "./encodings.ts"
import type { LossInputs } from "./loss.ts"
import { normal, uniform } from "./random.ts"
import type { Sample } from "./samples.ts"

/** What a row learns from, and its place in all that is drawn: the place decides all its chances. */
export interface Draw {
  sample: Sample
  place: number
  /** Given, where rows must be alike each time they are looked at; then nothing is dropped. */
  timestep?: number
}

/** How a pack's latents become noisy, and what its U-Net predicts of them. */
export interface Noising {
  /** ᾱ of every training timestep. */
  alphas: Float64Array
  prediction: PredictionType
  scalingFactor: number
}

export const noisingOf = ({ pack, scalingFactor }: Pipeline): Noising => ({
  alphas: alphasCumprod(pack.scheduler),
  prediction: pack.scheduler.prediction_type,
  scalingFactor,
})

export interface BatchMaker extends Noising {
  encodings: Encodings
  settings: Pick<TrainingSettings, "lambda2" | "dropImage" | "dropText" | "dropBoth" | "seed">
  /** K. */
  neighbours: number
  /** Empty text and the tokens of a zero embedding. */
  nothing: Required<Pick<UnconditionalRow, "text" | "image">>
}

/** A micro-batch of these draws. */
export async function makeBatch(maker: BatchMaker, draws: readonly Draw[]): Promise<LossInputs> {
  const rows: Awaited<ReturnType<typeof makeRow>>[] = []
  for (const draw of draws) rows.push(await makeRow(maker, draw))
  const of = (name: "sample" | "target" | "text" | "rewrite" | "image" | "texts" | "images") =>
    concatRows(rows.map(row => row[name]))
  const strength = (values: number[]) => floatTensor([values.length], Float32Array.from(values))
  const ones = strength(rows.map(() => 1))
  return {
    sample: of("sample"),
    target: of("target"),
    timestep: {
      dtype: "int64",
      shape: [rows.length],
      data: BigInt64Array.from(rows, row => BigInt(row.timestep)),
    },
    text: of("text"),
    rewrite: of("rewrite"),
    text_neighbours: of("texts"),
    image_neighbours: of("images"),
    image: of("image"),
    lambda1: ones,
    lambda2: strength(rows.map(row => row.lambda2)),
    image_scale: ones,
  }
}

async function makeRow({ encodings, settings, ...maker }: BatchMaker, draw: Draw) {
  const encoded = await encodings.of(draw.sample)
  const { seed } = settings
  const timestep = draw.timestep ?? Math.floor(uniform(seed, "timestep", draw.place) * maker.alphas.length)
  const dropped =
    draw.timestep === undefined ? whatIsDropped(settings, uniform(seed, "drop", draw.place)) : nothingDropped
  const { noisy, target } = noised(maker, encoded.latents, seed, draw.place, timestep)
  return {
    timestep,
    sample: noisy,
    target,
    rewrite: encoded.rewrite,
    text: dropped.text ? maker.nothing.text : encoded.rewrite,
    image: dropped.image ? maker.nothing.image : encoded.condition,
    lambda2: dropped.image ? 0 : settings.lambda2,
    texts: together(encoded.texts, maker.neighbours),
    images: together(encoded.images, maker.neighbours),
  }
}

const nothingDropped = { image: false, text: false }

/** One number in [0, 1) cut into image only, text only, both, none. */
export function whatIsDropped(
  { dropImage, dropText, dropBoth }: Pick<TrainingSettings, "dropImage" | "dropText" | "dropBoth">,
  chance: number,
): { image: boolean; text: boolean } {
  if (chance < dropImage) return { image: true, text: false }
  if (chance < dropImage + dropText) return { image: false, text: true }
  const both = chance < dropImage + dropText + dropBoth
  return { image: both, text: both }
}

/** x_t = √ᾱ·x₀ + √(1−ᾱ)·ε for latents drawn anew from their mean and variance; and what is to be predicted of it. */
export function noised(
  { alphas, prediction, scalingFactor }: Noising,
  { shape, data }: FloatTensor,
  seed: number,
  place: number,
  timestep: number,
) {
  const one = [1, ...shape.slice(1)]
  const spread = normal(seed, "latent", place, one).data
  const noise = normal(seed, "noise", place, one).data
  const count = spread.length
  const signal = Math.sqrt(alphas[timestep]!)
  const sigma = Math.sqrt(1 - alphas[timestep]!)
  const noisy = floatTensor(one)
  const target = floatTensor(one)
  for (let i = 0; i < count; i++) {
    const original = (data[i]! + Math.exp(0.5 * data[count + i]!) * spread[i]!) * scalingFactor
    noisy.data[i] = signal * original + sigma * noise[i]!
    target.data[i] = predictionTarget(prediction, original, noise[i]!, signal, sigma)
  }
  return { noisy, target }
}

/** The first K tensors [1,N,d] as one [1,K,N,d]. */
function together(tensors: readonly FloatTensor[], count: number): FloatTensor {
  const { shape, data } = concatRows(tensors.slice(0, count))
  return floatTensor([1, ...shape], data)
}
