/**
 * Networks that enlarge pictures: what a file holds shows in its tensors' names and shapes, or, of an ONNX file, in what it makes
 * of a small picture.
 */
import { stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { note } from "../../contract/codes/index.ts"
import { isStudioError, reasonOf, StudioError } from "../../contract/errors.ts"
import type { Note } from "../../contract/note.ts"
import { type FloatTensor, floatTensor } from "../../contract/tensor.ts"
import { Graph, type Value } from "../../graph/index.ts"
import { createRuntime, type LoadedModel, type Runtime } from "../../runtime/runtime.ts"
import { Checkpoint } from "../../weights/checkpoint.ts"
import { upscalerKeyMap } from "../../weights/keymaps/upscaler.ts"
import { openSafetensors } from "../../weights/safetensors.ts"
import { asWidened, widen } from "../../weights/widen.ts"
import { compactNet } from "./compact.ts"
import { rrdbNet } from "./rrdbnet.ts"

export const upscalerKinds = ["rrdbnet", "srvgg", "onnx"] as const
export type UpscalerKind = (typeof upscalerKinds)[number]

/** What is known of a network without running it on a picture. */
export interface UpscalerFacts {
  kind: UpscalerKind
  /** How many times larger it makes a picture. */
  scale: number
}

export interface Upscaler extends UpscalerFacts {
  /** The sides of the pictures that it reads are multiples of this. */
  readonly multipleOf: number
  /** The only side that it reads, where its file fixes it. */
  readonly fixedSide: number | null
  /** Enlarges pixels [1,3,h,w] in 0…1. */
  run(pixels: FloatTensor): Promise<FloatTensor>
}

/** More than any of them has: the largest known take 70 MB. */
export const mostUpscalerBytes = 2 * 1024 ** 3
const mostBlocks = 200

const refusal = (file: string, problem: Note, cause?: unknown) =>
  new StudioError("upscaler.unreadable", { file, problem }, { cause })

/** The network of a safetensors file, checked against its own names and shapes. @throws StudioError weights.unreadable, upscaler.unreadable */
async function openNetwork(file: string, cacheDir: string | null) {
  const { tensors } = await openSafetensors(file)
  const keyMap = upscalerKeyMap([...tensors.keys()])
  const checkpoint =
    cacheDir === null
      ? await Checkpoint.open([file], ref => keyMap(asWidened(ref)))
      : await Checkpoint.open([await widen(file, cacheDir)], keyMap)
  const found = rrdbOf(checkpoint) ?? compactOf(checkpoint)
  if (!found) throw refusal(file, note("upscaler.other_network", {}))
  if (found.channels !== 3) throw refusal(file, note("upscaler.no_colours", { channels: found.channels }))
  const { kind, scale, multipleOf, write } = found
  if (!isScale(scale)) throw refusal(file, note("upscaler.other_scale", { scale: `${scale}` }))
  const trial = new Graph("trial").input("pixels", "float32", [1, 3, multipleOf, multipleOf])
  try {
    write(trial)
  } catch (cause) {
    throw cause instanceof StudioError ? cause : refusal(file, reasonOf(cause), cause)
  }
  const [unused] = checkpoint.unused()
  if (unused !== undefined) throw refusal(file, note("upscaler.strange_tensor", { name: unused }))
  return { kind, scale, multipleOf, write }
}

/** 1 repairs a picture and doesn't enlarge it; more than 4 no published network of these kinds does. */
const isScale = (scale: number): boolean => scale === 2 || scale === 4

function rrdbOf(checkpoint: Checkpoint) {
  const first = checkpoint.find("conv_first.weight")?.shape
  const dense = checkpoint.find("body.0.rdb1.conv1.weight")?.shape
  if (!first || !dense || !checkpoint.find("conv_body.weight")) return undefined
  const [features = 0, inputs = 0] = first
  const unshuffle = [1, 2, 4].find(side => inputs === 3 * side ** 2)
  const doublings = [1, 2, 3].filter(n => checkpoint.find(`conv_up${n}.weight`)).length
  const blocks = countOf(checkpoint, n => `body.${n}.rdb1.conv1.weight`)
  const config = { blocks, features, growth: dense[0]!, unshuffle: unshuffle ?? 1, doublings }
  return {
    kind: "rrdbnet" as const,
    scale: 2 ** doublings / config.unshuffle,
    multipleOf: config.unshuffle,
    channels: unshuffle === undefined ? inputs : 3,
    write: (pixels: Value) => rrdbNet(checkpoint.scope(""), pixels, config),
  }
}

function compactOf(checkpoint: Checkpoint) {
  const first = checkpoint.find("body.0.weight")?.shape
  if (first?.length !== 4 || !checkpoint.find("body.1.weight")) return undefined
  const layers = countOf(checkpoint, n => `body.${2 * n}.weight`)
  const last = checkpoint.find(`body.${2 * layers - 2}.weight`)!.shape[0]!
  const config = { convolutions: layers - 2, features: first[0]!, scale: Math.sqrt(last / 3) }
  return {
    kind: "srvgg" as const,
    scale: config.scale,
    multipleOf: 1,
    channels: first[1]!,
    write: (pixels: Value) => compactNet(checkpoint.scope(""), pixels, config),
  }
}

function countOf(checkpoint: Checkpoint, nameOf: (index: number) => string): number {
  let count = 0
  while (count < mostBlocks && checkpoint.find(nameOf(count))) count++
  return count
}

/**
 * Looks into a file before it is kept: that it is a network of a kind that is known, whole, and gives larger pictures.
 *
 * @throws StudioError upscaler.unreadable, weights.unreadable, pack.missing_tensor, pack.wrong_shape
 */
export async function inspectUpscaler(file: string): Promise<UpscalerFacts> {
  const found = await stat(file).catch(cause => Promise.reject(refusal(file, reasonOf(cause), cause)))
  if (!found.isFile()) throw refusal(file, note("file.no_file", {}))
  if (found.size > mostUpscalerBytes)
    throw refusal(file, note("file.over_limit", { limit: `${mostUpscalerBytes / 1024 ** 3} GB` }))
  if (isOnnx(file)) return inspectOnnx(file)
  if (!/\.safetensors$/i.test(file)) throw refusal(file, note("upscaler.other_file", {}))
  const { kind, scale } = await openNetwork(file, null)
  return { kind, scale }
}

/** On the CPU, where nothing but the file itself keeps it from being loaded. */
async function inspectOnnx(file: string): Promise<UpscalerFacts> {
  const runtime = await createRuntime({ devices: ["cpu"], cacheDir: tmpdir() })
  try {
    const { scale } = await openOnnx(file, runtime)
    return { kind: "onnx", scale }
  } catch (error) {
    throw isStudioError(error, "runtime.load_failed") ? refusal(file, error.details.reason, error) : error
  } finally {
    await runtime.close()
  }
}

const isOnnx = (file: string): boolean => /\.onnx$/i.test(file)

/** The network of a file, ready to run. `hash` is that of its content. @throws as `inspectUpscaler` */
export async function openUpscaler(file: string, hash: string, runtime: Runtime): Promise<Upscaler> {
  if (isOnnx(file)) return openOnnx(file, runtime)
  const { write, ...facts } = await openNetwork(file, runtime.cacheDir)
  return {
    ...facts,
    fixedSide: null,
    async run(pixels) {
      const key = `upscaler ${hash.slice(0, 16)} [${pixels.shape}]`
      const model = await runtime.load(key, () => {
        const graph = new Graph("upscaler")
        graph.output("enlarged", write(graph.input("pixels", "float32", pixels.shape)))
        return graph
      })
      return (await model.run({ pixels })).enlarged as FloatTensor
    },
  }
}

/** Side of the picture that an ONNX file is tried with. */
const trialSide = 64
/** Of an ONNX file that fixes it: a smaller tile would be little more than its overlaps. */
const leastSide = 64

async function openOnnx(file: string, runtime: Runtime): Promise<Upscaler> {
  const model = await runtime.loadFile(file)
  const [input, ...more] = model.inputs
  const described = (ports: LoadedModel["inputs"]) =>
    ports.map(({ dtype, shape }) => `${dtype}[${shape}]`).join(", ") || "–"
  const refuse = (found: string) => refusal(file, note("upscaler.other_ports", { found }))
  const isPicture = (shape: readonly (number | string)[]) =>
    shape.length === 4 &&
    (typeof shape[0] === "string" || shape[0] === 1) &&
    (typeof shape[1] === "string" || shape[1] === 3)
  if (!input || more.length > 0 || input.dtype !== "float32" || !isPicture(input.shape))
    throw refuse(described(model.inputs))
  const fixed = input.shape.slice(2).filter(side => typeof side === "number")
  if (fixed.length === 1 || fixed[0] !== fixed.at(-1) || (fixed[0] ?? leastSide) < leastSide)
    throw refuse(described(model.inputs))
  const fixedSide = fixed[0] ?? null
  const name = model.outputs[0]!.name
  const run = async (pixels: FloatTensor) => (await model.run({ [input.name]: pixels }))[name] as FloatTensor
  const side = fixedSide ?? trialSide
  const { dtype, shape, data } = await run(
    floatTensor([1, 3, side, side], new Float32Array(3 * side ** 2).fill(0.5)),
  )
  const scale = (shape[3] ?? 0) / side
  if (dtype !== "float32" || shape.length !== 4 || shape[1] !== 3 || shape[2] !== shape[3] || !isScale(scale))
    throw refuse(`${described([input])} → ${dtype}[${shape}]`)
  if (!data.every(Number.isFinite)) throw refusal(file, note("upscaler.not_finite", {}))
  return { kind: "onnx", scale, multipleOf: fixedSide ?? 8, fixedSide, run }
}
