/**
 * Packs that follow structure, made of one that doesn't: its U-Net with channels for edges, or a ControlNet beside it that is a
 * copy of the U-Net's way down, as training one begins, but for the parts that begin at zero: those are random here. They draw
 * nothing useful; their size and speed are the real ones.
 *
 * Run: node --import tsx build/bench/structured-pack.ts PACK FOLDER channels|controlnet
 */
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { type FloatTensor, floatTensor, type Shape, type Tensor } from "../../native/contract/tensor.ts"
import { gaussianNoise } from "../../native/diffusion/noise.ts"
import { controlNetConfigSchema } from "../../native/models/controlnet-config.ts"
import { withMoreInputs } from "../../native/models/fixtures.ts"
import { openPack, type Pack } from "../../native/models/pack.ts"
import { hintUnshuffle, planEncoder } from "../../native/models/unet-config.ts"
import { openSafetensors, readTensors } from "../../native/weights/safetensors.ts"
import { widen } from "../../native/weights/widen.ts"
import { writeSafetensors } from "../../native/weights/write-safetensors.ts"

export type StructureWay = "channels" | "controlnet"

/** Makes a pack in `folder`, which may hold nothing yet. */
export async function structuredPack(packDir: string, folder: string, way: StructureWay): Promise<Pack> {
  const pack = await openPack(packDir)
  await cp(pack.dir, folder, { recursive: true })
  const file = (await pack.weightsFiles("unet"))[0]!
  const cache = `${folder}.cache`
  const weights = await readTensors(await openSafetensors(await widen(file, cache)))
  await rm(cache, { recursive: true, force: true })
  const config = JSON.parse(await readFile(pack.file("unet", "config.json"), "utf8"))
  if (pack.manifest.structure) {
    // Its own channels for structure come last, and go first.
    config.in_channels = config.out_channels
    weights["conv_in.weight"] = withInputs(weights["conv_in.weight"] as FloatTensor, config.out_channels)
  }
  if (way === "channels") {
    const side = hintUnshuffle ** 2
    const kernel = weights["conv_in.weight"] as FloatTensor
    weights["conv_in.weight"] = withMoreInputs(kernel, side, shape => random("more", shape))
    config.in_channels += side
  } else {
    const target = join(folder, "controlnet", "edges")
    await mkdir(target, { recursive: true })
    const own = { ...config, _class_name: "ControlNetModel", in_channels: config.out_channels }
    await writeFile(join(target, "config.json"), JSON.stringify(own))
    await writeSafetensors(join(target, "diffusion_pytorch_model.safetensors"), controlNetOf(weights, own))
  }
  await writeSafetensors(join(folder, "unet", basename(file)), weights)
  await writeFile(join(folder, "unet", "config.json"), JSON.stringify(config))
  const structure = way === "channels" ? { kind: "edges", unshuffle: hintUnshuffle } : undefined
  await writeFile(join(folder, "pack.json"), JSON.stringify({ ...pack.manifest, structure, files: [] }))
  return openPack(folder)
}

/** The kernel's first input channels alone. */
function withInputs({ shape, data }: FloatTensor, inputs: number): FloatTensor {
  const [outputs, all, height, width] = shape as [number, number, number, number]
  const size = height * width
  const narrow = floatTensor([outputs, inputs, height, width])
  for (let output = 0; output < outputs; output++) {
    const from = output * all * size
    narrow.data.set(data.subarray(from, from + inputs * size), output * inputs * size)
  }
  return narrow
}

type Tensors = Record<string, Tensor>

function controlNetOf(unet: Tensors, unetConfig: unknown): Tensors {
  const config = controlNetConfigSchema.parse(unetConfig)
  const { down, middle } = planEncoder(config)
  const copied = /^(conv_in|time_embedding|down_blocks|mid_block)\./
  const tensors = Object.fromEntries(Object.entries(unet).filter(([name]) => copied.test(name)))
  const conv = (name: string, outputs: number, inputs: number, side: number) => {
    tensors[`${name}.weight`] = random(name, [outputs, inputs, side, side])
    tensors[`${name}.bias`] = random(`${name}.bias`, [outputs])
  }
  const [first] = config.block_out_channels as [number]
  const skips = [first]
  for (const [level, { channels, layers }] of down.entries()) {
    skips.push(...new Array<number>(layers + Number(level < down.length - 1)).fill(channels))
  }
  for (const [i, channels] of skips.entries()) conv(`controlnet_down_blocks.${i}`, channels, channels, 1)
  conv("controlnet_mid_block", middle.channels, middle.channels, 1)
  const sizes = config.conditioning_embedding_out_channels
  const own = "controlnet_cond_embedding"
  conv(`${own}.conv_in`, sizes[0]!, 3, 3)
  for (const [i, size] of sizes.slice(1).entries()) {
    conv(`${own}.blocks.${2 * i}`, sizes[i]!, sizes[i]!, 3)
    conv(`${own}.blocks.${2 * i + 1}`, size, sizes[i]!, 3)
  }
  conv(`${own}.conv_out`, first, sizes.at(-1)!, 3)
  return tensors
}

/** Normal, with variance 1 / inputs for weights and little for biases; small, so that residuals don't drown the U-Net. */
function random(name: string, shape: Shape): FloatTensor {
  const seed = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7)
  const { data } = gaussianNoise(seed, shape)
  const inputs = shape.length > 1 ? data.length / shape[0]! : 100
  return floatTensor(
    shape,
    data.map(x => (0.5 * x) / Math.sqrt(inputs)),
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [packDir, folder, way] = process.argv.slice(2) as [string, string, StructureWay]
  await mkdir(dirname(folder), { recursive: true })
  console.log((await structuredPack(packDir, folder, way)).dir)
}
