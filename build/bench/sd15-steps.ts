/**
 * One process of the sd15 bench: guided steps at 512×512, and the most memory they took.
 *
 * Run: node --import tsx build/bench/sd15-steps.ts PACK fused|unfused STEPS FOLDER
 * Prints JSON. FOLDER gets the inputs and the result of a step, for diffusers to repeat.
 */
import { join } from "node:path"
import { floatTensor } from "../../native/contract/tensor.ts"
import { gaussianNoise } from "../../native/diffusion/noise.ts"
import { attention, unfusedAttention } from "../../native/graph/index.ts"
import { openDenoiser } from "../../native/models/denoiser.ts"
import { Networks } from "../../native/models/networks.ts"
import { openPack } from "../../native/models/pack.ts"
import { createRuntime } from "../../native/runtime/runtime.ts"
import { writeSafetensors } from "../../native/weights/write-safetensors.ts"

const [packDir, variant, steps, folder] = process.argv.slice(2) as [string, string, string, string]
const side = 64
const timestep = 501
const width = 768

const runtime = await createRuntime({ devices: ["cpu"], cacheDir: folder, memoryBudget: 2 ** 40 })
const networks = new Networks(await openPack(packDir), folder)
const both = (value: number) => floatTensor([2], Float32Array.of(value, value))
const inputs = {
  sample: gaussianNoise(1, [2, 4, side, side]),
  text: gaussianNoise(2, [2, 77, width]),
  image: gaussianNoise(3, [2, 4, width]),
}
const { sample, ...told } = inputs
// λ2 = 0 computes all that λ2 = 0.2 does, and is what diffusers can repeat.
const conditions = {
  ...told,
  interest: gaussianNoise(4, [2, 77, width]),
  lambda1: both(1),
  lambda2: both(0),
  image_scale: both(1),
}

const loading = performance.now()
const read = variant === "fused" ? attention : unfusedAttention
const denoise = await openDenoiser(runtime, networks, conditions, side, side, { attention: read })
const loadSeconds = (performance.now() - loading) / 1000
const seconds: number[] = []
let noise = sample
for (let i = 0; i < Number(steps); i++) {
  const start = performance.now()
  noise = await denoise(sample, timestep)
  seconds.push((performance.now() - start) / 1000)
}
await writeSafetensors(join(folder, `${variant}.safetensors`), { ...inputs, noise })
await runtime.close()
console.log(JSON.stringify({ seconds, loadSeconds, peakBytes: process.resourceUsage().maxRSS * 1024 }))
