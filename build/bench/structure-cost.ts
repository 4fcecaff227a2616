/** What structure adds to a guided step, through a ControlNet and through input channels of the U-Net. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { floatTensor } from "../../native/contract/tensor.ts"
import { gaussianNoise } from "../../native/diffusion/noise.ts"
import type { ConditionTensors } from "../../native/models/denoiser.ts"
import { openPipeline } from "../../native/models/pipeline.ts"
import type { Studio } from "../../native/personalize/studio.ts"
import { figure, median, type Print } from "./figure.ts"
import { type StructureWay, structuredPack } from "./structured-pack.ts"

const steps = 101
/** What is prepared runs once an image of so many steps. */
const stepsOfImage = 50

/** @param conditions of both rows, without structure */
export async function costOfStructure(
  studio: Studio,
  conditions: ConditionTensors,
  print: Print,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "iamg-structured-"))
  try {
    for (const [way, what, atMost] of ways) {
      const pack = await structuredPack(studio.pack.dir, join(folder, way), way)
      const pipeline = await openPipeline(pack, studio.runtime, { adapter: studio.adapter })
      const side = pack.nativeSize / pipeline.pixelsPerLatent
      const pixels = 8 * side
      const structure = floatTensor([2, 3, pixels, pixels])
      structure.data.set(gaussianNoise(1, structure.shape).data.map(x => Number(x > 1.2)))
      const scale = floatTensor([2], Float32Array.of(1, 1))
      const told = { without: conditions, with: { ...conditions, structure, structure_scale: scale } }
      const latents = gaussianNoise(0, [2, pipeline.latentChannels, side, side])
      const asked = ["without", "with"] as const
      const prepare = (which: "without" | "with") => pipeline.denoiser(told[which], side, side)
      const denoisers = { without: await prepare("without"), with: await prepare("with") }
      const seconds = { without: [] as number[], with: [] as number[] }
      const once = { without: [] as number[], with: [] as number[] }
      // Step by step by turns, so that whatever else the machine does meets both.
      for (let step = 0; step < steps; step++) {
        for (const which of asked) {
          const start = performance.now()
          await denoisers[which](latents, 500)
          seconds[which].push((performance.now() - start) / 1000)
        }
        if (step % stepsOfImage > 0) continue
        for (const which of asked) {
          const start = performance.now()
          await prepare(which)
          once[which].push((performance.now() - start) / 1000)
        }
      }
      const added = (of: typeof seconds) => median(of.with) - median(of.without)
      const plain = median(seconds.without)
      const share = (added(seconds) + added(once) / stepsOfImage) / plain
      print(figure(what, share, "%", { atMost }))
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const ways: readonly [StructureWay, what: string, atMost: number][] = [
  ["controlnet", "structure through a ControlNet, of a step", 0.45],
  ["channels", "structure through input channels, of a step", 0.01],
]
