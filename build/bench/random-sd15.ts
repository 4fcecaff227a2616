/**
 * Writes a pack of Stable Diffusion 1.5's exact shapes with random weights: its real size without its download. A layer's
 * weights are normal with variance 1 / inputs, norms are 1, biases 0, so numbers stay as large as in a trained model.
 *
 * Run: node --import tsx build/bench/random-sd15.ts FOLDER   (4.4 GB)
 */
import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import type { Shape } from "../../native/contract/tensor.ts"
import { elementCount } from "../../native/contract/tensor.ts"
import { gaussianNoise } from "../../native/diffusion/noise.ts"
import { fixture, stableDiffusionNames } from "../../native/models/fixtures.ts"
import { crossAttentionLayers, unetConfigSchema } from "../../native/models/unet-config.ts"
import { type Entry, writeEntries } from "../../native/weights/write-safetensors.ts"

const textWidth = 768
const imageWidth = 1024
const imageTokens = 4

/** Makes the pack in `dir` unless it is there already. @param only the networks whose weights are wanted; all when absent */
export async function randomSd15(dir: string, only?: readonly string[]): Promise<string> {
  const root = resolve(dir)
  if (existsSync(join(root, "pack.json"))) return root
  const { configs, diffusers } = stableDiffusionNames().sd15
  const weights = {
    "unet/diffusion_pytorch_model.safetensors": diffusers.unet!,
    "vae/diffusion_pytorch_model.safetensors": diffusers.vae!,
    "text_encoder/model.safetensors": diffusers.text_encoder!,
    "ip_adapter/model.safetensors": ipAdapter(configs.unet),
    "interest/model.safetensors": interest,
  }
  const pool = gaussianNoise(0, [1 << 22]).data
  for (const [path, shapes] of Object.entries(weights)) {
    if (only && !only.includes(dirname(path))) continue
    await writeEntries(
      join(root, path),
      Object.entries(shapes).map(([name, shape]) => randomEntry(name, shape, pool)),
    )
  }
  for (const [component, config] of Object.entries(configs)) {
    mkdirSync(join(root, component), { recursive: true })
    writeFileSync(join(root, component, "config.json"), JSON.stringify(config))
  }
  for (const folder of ["tokenizer", "scheduler"]) {
    mkdirSync(join(root, folder), { recursive: true })
    cpSync(fixture(`tiny/${folder}`), join(root, folder), { recursive: true })
  }
  const manifest = {
    format: 1,
    name: "random-sd15",
    version: "1",
    licence: "none",
    origin: "build/bench/random-sd15.ts",
    nativeSize: 512,
    trainedOn: "nothing: random weights",
    files: [],
  }
  writeFileSync(join(root, "pack.json"), JSON.stringify(manifest))
  return root
}

function ipAdapter(unetConfig: unknown): Record<string, Shape> {
  const layers = crossAttentionLayers(unetConfigSchema.parse(unetConfig))
  return {
    "image_proj.proj.weight": [imageTokens * textWidth, imageWidth],
    "image_proj.proj.bias": [imageTokens * textWidth],
    "image_proj.norm.weight": [textWidth],
    "image_proj.norm.bias": [textWidth],
    ...Object.fromEntries(
      layers.flatMap(({ adapterIndex, channels }) =>
        ["k", "v"].map(part => [`ip_adapter.${adapterIndex}.to_${part}_ip.weight`, [channels, textWidth]]),
      ),
    ),
  }
}

const interest: Record<string, Shape> = {
  "norm.weight": [textWidth],
  "norm.bias": [textWidth],
  ...Object.fromEntries(
    ["to_q", "to_k", "to_v", "to_out"].flatMap(name => [
      [`${name}.weight`, [textWidth, textWidth]],
      [`${name}.bias`, [textWidth]],
    ]),
  ),
}

/** Pieces of one long noise, from a place that depends on the name: drawing a billion numbers anew would take minutes. */
function randomEntry(name: string, shape: Shape, noise: Float32Array): Entry {
  const count = elementCount(shape)
  return {
    name,
    dtype: "float32",
    shape,
    *chunks() {
      if (shape.length < 2) {
        yield bytesOf(new Float32Array(count).fill(name.endsWith("weight") ? 1 : 0))
        return
      }
      const deviation = 1 / Math.sqrt(count / shape[0]!)
      let start = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % noise.length, 7)
      for (let left = count; left > 0; start = 0) {
        const piece = noise.subarray(start, start + left).map(x => x * deviation)
        yield bytesOf(piece)
        left -= piece.length
      }
    },
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  new Uint8Array(buffer, byteOffset, byteLength)

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await randomSd15(process.argv[2]!))
