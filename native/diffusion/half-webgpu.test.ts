/**
 * Half precision on WebGPU: operators, networks and a picture as the CPU computes them in float32, and what overflows. Needs
 * an adapter with float16; `build/half-webgpu.sh` brings one in software.
 */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { note } from "../contract/codes/index.ts"
import type { FloatTensor } from "../contract/tensor.ts"
import { deviation, operatorCases } from "../graph/fixtures/cases.ts"
import { inHalf } from "../graph/precision.ts"
import { unfuseAttention } from "../graph/unfuse.ts"
import { runComponent } from "../models/components.ts"
import { fixture, readCases, relativeError, tinyError, tinyNetworks, tinyScaled } from "../models/fixtures.ts"
import { openPack } from "../models/pack.ts"
import { openPipeline } from "../models/pipeline.ts"
import { openWebGpu } from "../runtime/fixtures/webgpu.ts"
import { createRuntime, type Runtime } from "../runtime/runtime.ts"
import { sample } from "./sample.ts"

const dir = await mkdtemp(join(tmpdir(), "iamg-half-webgpu-"))
const cpu = await createRuntime({ devices: ["cpu"], cacheDir: dir })
const { runtime: gpu, describeOnWebGpu } = await openWebGpu(dir, "half")
afterAll(async () => {
  await Promise.all([cpu.close(), gpu.close()])
  await rm(dir, { recursive: true, force: true })
})

describeOnWebGpu("in half on WebGPU", () => {
  const unfused = gpu.attempts.some(({ unfusedAttention }) => unfusedAttention)

  test.each(operatorCases)("$name computes what PyTorch does", async ({ name, build, inputs, expected }) => {
    const model = await gpu.load(name, () => inHalf(unfused ? unfuseAttention(build()) : build()))
    const { output } = await model.run(inputs)
    expect(deviation(output!, expected)).toBeLessThanOrEqual(2e-2)
  })

  test.each(tinyNetworks)("the tiny pack's %s computes what PyTorch does", async name => {
    expect(await tinyError(name, gpu)).toBeLessThan(3e-2)
    expect(gpu.takeNotes()).toEqual([])
  })

  test("two LoRAs in U-Net and text encoder draw as on the CPU", async () => {
    const [style, few] = ["style", "few"].map((name, index) => ({
      name,
      hash: String(index).repeat(64),
      file: fixture(`lora/${name}.safetensors`),
      isFewSteps: false,
    }))
    const loras = [
      { hash: style!.hash, strength: 0.7 },
      { hash: few!.hash, strength: -0.4 },
    ]
    const drawOn = async (runtime: Runtime) => {
      const pipeline = await openPipeline(await openPack(fixture("tiny")), runtime, { loras: [style!, few!] })
      const text = (await pipeline.promptStates("a red handbag", loras))!
      const settings = { scheduler: "ddim", steps: 3, guidance: 3, seed: 3, loras } as const
      const size = { width: 64, height: 64, lambda1: 1, lambda2: 0, imageScale: 0 }
      return sample(pipeline, { text }, { ...settings, ...size })
    }
    expect(relativeError(await drawOn(gpu), await drawOn(cpu))).toBeLessThan(3e-2)
    expect(gpu.takeNotes()).toEqual([])
  })

  const vae = "vae/diffusion_pytorch_model.safetensors"
  const decode = async (packDir: string, runtime: Runtime) => {
    const { vae_decoder } = await readCases(fixture("tiny/expected.safetensors"))
    const { pixels } = await runComponent(await openPack(packDir), "vae_decoder", vae_decoder!.in, runtime)
    return pixels!
  }

  test("where numbers go past 65,504 on the way, the network runs again in float32, and says so once", async () => {
    // Each weight fits; what the layer gives doesn't, and the norms behind it bring it back into range.
    const { dir: packDir } = await tinyScaled(join(dir, "overflowing"), vae, "decoder.conv_in.weight", 1e5)
    const expected = await decode(packDir, cpu)
    expect(relativeError(await decode(packDir, gpu), expected)).toBeLessThan(1e-2)
    expect(gpu.takeNotes()).toEqual([
      note("runtime.overflowed", { network: "vae_decoder", device: "webgpu" }),
    ])
    expect(relativeError(await decode(packDir, gpu), expected)).toBeLessThan(1e-2)
    expect(gpu.takeNotes()).toEqual([])
  })

  test("a network with a weight past 65,504 runs in float32, and says so", async () => {
    const { dir: packDir } = await tinyScaled(join(dir, "wide"), vae, "decoder.conv_in.bias", 1e7)
    expect(relativeError(await decode(packDir, gpu), await decode(packDir, cpu))).toBeLessThan(1e-2)
    expect(gpu.takeNotes()).toEqual([note("runtime.wide_weights", { network: "vae_decoder" })])
  })

  test("the starter draws the CPU's picture at 64²", async () => {
    const starter = await openPack(join(import.meta.dirname, "../../resources/starter"))
    const drawOn = async (runtime: Runtime) => {
      const pipeline = await openPipeline(starter, runtime)
      const { states: text } = await pipeline.encodeText(["a red handbag on a table"])
      const settings = { scheduler: "dpmpp-2m", steps: 4, guidance: 4, guidanceRescale: 0, seed: 3 } as const
      const size = { width: 64, height: 64, lambda1: 1, lambda2: 0, imageScale: 0 }
      return pipeline.vaeDecode(await sample(pipeline, { text }, { ...settings, ...size }))
    }
    expect(decibelsOf(await drawOn(gpu), await drawOn(cpu))).toBeGreaterThanOrEqual(35)
  })
})

/** Peak signal-to-noise ratio of pixels in −1…1. */
function decibelsOf({ data }: FloatTensor, expected: FloatTensor): number {
  const square = data.reduce((sum, x, i) => sum + (x - expected.data[i]!) ** 2, 0) / data.length
  return 10 * Math.log10(4 / square)
}
