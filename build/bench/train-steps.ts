/**
 * One process of the train bench: training steps of one sample at Stable Diffusion 1.5's shapes, and the most memory they
 * took.
 *
 * Run: node --import tsx build/bench/train-steps.ts PACK STEPS FOLDER
 * Prints JSON. FOLDER gets what the steps read and the first loss, for PyTorch to repeat.
 */
import { join } from "node:path"
import { type FloatTensor, floatTensor, type Tensor } from "../../native/contract/tensor.ts"
import { gaussianNoise } from "../../native/diffusion/noise.ts"
import { Networks } from "../../native/models/networks.ts"
import { openPack } from "../../native/models/pack.ts"
import { createRuntime } from "../../native/runtime/runtime.ts"
import { AdamW } from "../../native/training/adamw.ts"
import { clipToNorm } from "../../native/training/gradients.ts"
import { trainables, writeLoss } from "../../native/training/loss.ts"
import { cutLoss } from "../../native/training/stage-budget.ts"
import { StagedLoss } from "../../native/training/staged-loss.ts"
import { readRef } from "../../native/weights/safetensors.ts"
import { writeSafetensors } from "../../native/weights/write-safetensors.ts"

const [packDir, steps, folder] = process.argv.slice(2) as [string, string, string]
const side = 64
const neighbours = 5

const runtime = await createRuntime({ devices: ["cpu"], cacheDir: folder, memoryBudget: 2 ** 40, lean: true })
const networks = new Networks(await openPack(packDir), folder)
const { tokens, width } = await networks.ipAdapter()
const { stages } = cutLoss(await writeLoss(networks, { batch: 1, neighbours, height: side, width: side }))
const staged = new StagedLoss(runtime, "bench", stages)

const one = (value: number) => floatTensor([1], Float32Array.of(value))
const timestep: Tensor = { dtype: "int64", shape: [1], data: BigInt64Array.of(501n) }
const inputs = {
  sample: gaussianNoise(1, [1, 4, side, side]),
  target: gaussianNoise(2, [1, 4, side, side]),
  text: gaussianNoise(3, [1, 77, width]),
  text_neighbours: gaussianNoise(4, [1, neighbours, 77, width]),
  image_neighbours: gaussianNoise(5, [1, neighbours, tokens, width]),
  image: gaussianNoise(6, [1, tokens, width]),
  lambda1: one(1),
  lambda2: one(0.2),
  image_scale: one(1),
  timestep,
}
const weights: Record<string, FloatTensor> = {}
for (const { ref } of await trainables(networks)) weights[ref.name] = (await readRef(ref)) as FloatTensor
const optimizer = new AdamW(weights)

const seconds: number[] = []
const losses: number[] = []
for (let step = 0; step < Number(steps); step++) {
  const start = performance.now()
  const { loss, gradients } = await staged.gradients({ ...inputs, rewrite: inputs.text, ...weights })
  clipToNorm(gradients, 1)
  optimizer.step(gradients, 1e-4)
  seconds.push((performance.now() - start) / 1000)
  losses.push(loss)
}
await writeSafetensors(join(folder, "step.safetensors"), {
  ...inputs,
  losses: floatTensor([losses.length], Float32Array.from(losses)),
})
await runtime.close()
const peakBytes = process.resourceUsage().maxRSS * 1024
console.log(JSON.stringify({ seconds, peakBytes }))
