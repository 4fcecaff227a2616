/** Test helpers: the tiny pack's pipeline, the ten steps that build/fixtures draws with diffusers, and how far latents are from those. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type FloatTensor, floatTensor } from "../contract/tensor.ts"
import { type Case, fixture, relativeError } from "../models/fixtures.ts"
import { openPack, type Pack } from "../models/pack.ts"
import { openPipeline, type Pipeline } from "../models/pipeline.ts"
import { createRuntime, type Runtime } from "../runtime/runtime.ts"
import type { SampleSettings } from "./sample.ts"

export interface Tiny {
  /** For whatever a test writes; `close` deletes it. */
  cacheDir: string
  runtime: Runtime
  pack: Pack
  pipeline: Pipeline
  close: () => Promise<void>
}

export async function openTiny(): Promise<Tiny> {
  const cacheDir = mkdtempSync(join(tmpdir(), "iamg-"))
  const runtime = await createRuntime({ devices: ["cpu"], cacheDir })
  const pack = await openPack(fixture("tiny"))
  const pipeline = await openPipeline(pack, runtime)
  const close = async () => {
    await runtime.close()
    rmSync(cacheDir, { recursive: true })
  }
  return { cacheDir, runtime, pack, pipeline, close }
}

/** The tiny pack's VAE halves each side, so 8 × 8 latents are 16 pixels. */
export const tenSteps: SampleSettings = {
  lambda1: 0.8,
  lambda2: 0.3,
  imageScale: 0.9,
  scheduler: "ddim",
  steps: 10,
  guidance: 7.5,
  seed: 5,
  width: 16,
  height: 16,
}

export const conditionsOf = ({ in: { text, image, interest } }: Case) => ({
  text: text as FloatTensor,
  image: image as FloatTensor,
  interest: interest as FloatTensor,
})

/** How far latents are from a case's, which are times the scaling factor. */
export function latentsError(found: FloatTensor, { out }: Case): number {
  const { shape, data } = out.latents!
  const unscaled = data.map(x => x / 0.18215)
  return relativeError(found, floatTensor(shape, unscaled))
}
