/** Test helpers: the cases of fixtures/PACK/expected.safetensors, and how far a result is from one. */
import { readFileSync } from "node:fs"
import { cp, mkdir, open, readFile, rm, truncate, writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { gunzipSync } from "node:zlib"
import { elementCount, type FloatTensor, floatTensor, type Shape, type Tensor } from "../contract/tensor.ts"
import type { Runtime } from "../runtime/runtime.ts"
import { openSafetensors, readTensors } from "../weights/safetensors.ts"
import { writeSafetensors } from "../weights/write-safetensors.ts"
import { type ComponentName, runComponent } from "./components.ts"
import { Networks } from "./networks.ts"
import { openPack, type Pack } from "./pack.ts"

export const fixture = (path: string): string => fileURLToPath(new URL(`./fixtures/${path}`, import.meta.url))

export interface Case {
  in: Record<string, Tensor>
  out: Record<string, FloatTensor>
}

/** Cases by name, from tensors named CASE/in/NAME and CASE/out/NAME. */
export async function readCases(file: string): Promise<Record<string, Case>> {
  const cases: Record<string, Case> = {}
  for (const [path, value] of Object.entries(await readTensors(await openSafetensors(file)))) {
    const [name, side, tensor] = path.split("/") as [string, "in" | "out", string]
    cases[name] ??= { in: {}, out: {} }
    const found = cases[name][side] as Record<string, Tensor>
    found[tensor] = value
  }
  return cases
}

/** Networks of the tiny pack that diffusers and transformers have computed, too. */
export const tinyNetworks = [
  "text_encoder",
  "image_encoder",
  "image_proj",
  "interest_attention",
  "unet",
  "vae_encoder",
  "vae_decoder",
] as const satisfies ComponentName[]

/** How far a network of the tiny pack is from the reference on this runtime: the largest relative error of its outputs. */
export async function tinyError(name: (typeof tinyNetworks)[number], runtime: Runtime): Promise<number> {
  const { in: inputs, out } = (await readCases(fixture("tiny/expected.safetensors")))[name]!
  const found = await runComponent(await openPack(fixture("tiny")), name, inputs, runtime)
  return Math.max(...Object.entries(out).map(([output, expected]) => relativeError(found[output]!, expected)))
}

/** A copy of the tiny pack in `folder`, with another first number in one float32 tensor. */
export async function tinyWith(folder: string, file: string, tensor: string, value: number): Promise<Pack> {
  await cp(fixture("tiny"), folder, { recursive: true })
  await rm(join(folder, "pack.json")) // its hashes would tell that this is the tiny pack itself
  const { offset, dtype } = (await openSafetensors(join(folder, file))).tensors.get(tensor)!
  if (dtype !== "float32") throw new Error(`${tensor} is ${dtype}`)
  const handle = await open(join(folder, file), "r+")
  await handle.write(Buffer.from(Float32Array.of(value).buffer), 0, 4, offset)
  await handle.close()
  return openPack(folder)
}

/** A copy of the tiny pack in `folder`, with the numbers of one float32 tensor times `factor`. */
export async function tinyScaled(
  folder: string,
  file: string,
  tensor: string,
  factor: number,
): Promise<Pack> {
  await cp(fixture("tiny"), folder, { recursive: true })
  await rm(join(folder, "pack.json"))
  const tensors = await readTensors(await openSafetensors(join(folder, file)))
  const { shape, data } = tensors[tensor] as FloatTensor
  const scaled = floatTensor(
    shape,
    data.map(x => x * factor),
  )
  await writeSafetensors(join(folder, file), { ...tensors, [tensor]: scaled })
  return openPack(folder)
}

/** What pack.json says of structure where the U-Net reads edges. */
export const edges = { kind: "edges", unshuffle: 8 } as const

/** A copy of the tiny pack in `folder` with U-Net and IP-Adapter of the fixture `overlay`, and what it says of structure. */
export async function tinyUnder(folder: string, overlay: string, structure?: object): Promise<Pack> {
  await cp(fixture("tiny"), folder, { recursive: true })
  for (const part of ["unet", "ip_adapter"]) {
    await cp(fixture(`${overlay}/${part}`), join(folder, part), { recursive: true })
  }
  const manifest = JSON.parse(await readFile(fixture("tiny/pack.json"), "utf8"))
  await writeFile(join(folder, "pack.json"), JSON.stringify({ ...manifest, structure, files: [] }))
  return openPack(folder)
}

/** A copy of the tiny pack in `folder` whose U-Net has channels for edges; without edges they change nothing. */
export async function tinyReadingEdges(folder: string): Promise<Pack> {
  await cp(fixture("tiny"), folder, { recursive: true })
  const path = join(folder, "unet/diffusion_pytorch_model.safetensors")
  const tensors = await readTensors(await openSafetensors(path))
  const kernel = tensors["conv_in.weight"] as FloatTensor
  const more = edges.unshuffle ** 2
  tensors["conv_in.weight"] = withMoreInputs(kernel, more, shape =>
    floatTensor(shape, new Float32Array(elementCount(shape)).fill(0.5)),
  )
  await writeSafetensors(path, tensors)
  const config = JSON.parse(await readFile(join(folder, "unet/config.json"), "utf8"))
  config.in_channels += more
  await writeFile(join(folder, "unet/config.json"), JSON.stringify(config))
  const manifest = JSON.parse(await readFile(fixture("tiny/pack.json"), "utf8"))
  await writeFile(join(folder, "pack.json"), JSON.stringify({ ...manifest, structure: edges, files: [] }))
  return openPack(folder)
}

/** A convolution's weights with `more` inputs behind its own. @param make weights of a shape, of which the new inputs' stay */
export function withMoreInputs(
  { shape, data }: FloatTensor,
  more: number,
  make: (shape: Shape) => FloatTensor,
): FloatTensor {
  const [outputs, inputs, ...kernel] = shape as [number, number, number, number]
  const wide = make([outputs, inputs + more, ...kernel])
  const [own, whole] = [data.length / outputs, wide.data.length / outputs]
  for (let i = 0; i < outputs; i++) wide.data.set(data.subarray(i * own, (i + 1) * own), i * whole)
  return wide
}

/** A copy of the pack `base` in `folder`, with the ControlNets of the fixture `overlay` and more in its pack.json. */
export async function packWithControlNets(
  folder: string,
  { base = "tiny", overlay = "tiny-controlnet", manifest = {} } = {},
): Promise<Pack> {
  await cp(fixture(base), folder, { recursive: true })
  await cp(fixture(`${overlay}/controlnet`), join(folder, "controlnet"), { recursive: true })
  const tiny = JSON.parse(await readFile(fixture("tiny/pack.json"), "utf8"))
  await writeFile(join(folder, "pack.json"), JSON.stringify({ ...tiny, ...manifest, files: [] }))
  return openPack(folder)
}

/** Largest absolute difference over the expected values' standard deviation. NaN if anything is. */
export function relativeError(found: FloatTensor, expected: FloatTensor): number {
  if (found.shape.join() !== expected.shape.join())
    throw new Error(`[${found.shape}] isn't [${expected.shape}]`)
  const { data } = expected
  const mean = data.reduce((sum, x) => sum + x, 0) / data.length
  const deviation = Math.sqrt(data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / data.length)
  return data.reduce((worst, x, i) => Math.max(worst, Math.abs(x - found.data[i]!)), 0) / deviation
}

/** A safetensors file of float32 tensors whose bytes are a hole: full size to a reader, no room on the disk. */
export async function writeHollow(
  path: string,
  shapes: Record<string, readonly number[]>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  let offset = 0
  const header = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const start = offset
      offset += 4 * elementCount(shape)
      return [name, { dtype: "F32", shape, data_offsets: [start, offset] }]
    }),
  )
  const json = Buffer.from(JSON.stringify({ __metadata__: metadata, ...header }))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, Buffer.concat([length, json]))
  await truncate(path, 8 + json.length + offset)
}

type Layout = Record<string, Record<string, readonly number[]>>

/** Names and shapes of Stable Diffusion 1.5 and 2.1 in both layouts (build/fixtures/sd15_names.py). */
export interface StableDiffusionNames {
  configs: Record<"unet" | "vae" | "text_encoder", Record<string, unknown>>
  /** By component, under diffusers' names. */
  diffusers: Layout
  /** The single file, under the latent-diffusion code base's names. */
  ldm: Record<string, readonly number[]>
  /** Diffusers' name of each name in the single file, by component, as diffusers' own converters have it. */
  pairs: Record<string, Record<string, string>>
  /** A ControlNet of the same family, in the same two layouts. */
  controlNet: {
    config: Record<string, unknown>
    diffusers: Record<string, readonly number[]>
    ldm: Record<string, readonly number[]>
    pairs: Record<string, string>
  }
}

export const stableDiffusionNames = (): Record<"sd15" | "sd21", StableDiffusionNames> =>
  JSON.parse(gunzipSync(readFileSync(fixture("sd-names.json.gz"))).toString("utf8"))

/** What is in a pack's files: shapes by name. */
export type HollowFiles = Record<string, Readonly<Record<string, readonly number[]>>>

/** A pack without weights in a new folder, with the configs and the files given. */
export async function hollowPack(
  root: string,
  { configs }: Pick<StableDiffusionNames, "configs">,
  files: HollowFiles,
  components: Readonly<Record<string, string>> = {},
): Promise<Networks> {
  for (const [component, config] of Object.entries({ ...configs, tokenizer: null, scheduler: {} })) {
    await mkdir(join(root, component), { recursive: true })
    const file = component === "scheduler" ? "scheduler_config.json" : "config.json"
    if (config) await writeFile(join(root, component, file), JSON.stringify(config))
  }
  for (const [path, shapes] of Object.entries(files)) await writeHollow(join(root, path), shapes)
  const manifest = {
    format: 1,
    name: basename(root),
    version: "1",
    licence: "none",
    origin: "test",
    nativeSize: 512,
    trainedOn: "nothing",
    components,
    files: [],
  }
  await writeFile(join(root, "pack.json"), JSON.stringify(manifest))
  return new Networks(await openPack(root), dirname(root))
}

/** Splits a safetensors file as diffusers does: parts that are numbered, and an index. The file itself goes. */
export async function splitCheckpoint(path: string, parts: number): Promise<void> {
  const tensors = Object.entries(await readTensors(await openSafetensors(path)))
  const stem = path.replace(/\.safetensors$/, "")
  const weight_map: Record<string, string> = {}
  for (let at = 0; at < parts; at++) {
    const own = tensors.filter((_, index) => index % parts === at)
    const [number, count] = [at + 1, parts].map(value => String(value).padStart(5, "0"))
    const part = `${stem}-${number}-of-${count}.safetensors`
    await writeSafetensors(part, Object.fromEntries(own))
    for (const [name] of own) weight_map[name] = basename(part)
  }
  await writeFile(`${path}.index.json`, JSON.stringify({ metadata: {}, weight_map }))
  await rm(path)
}
