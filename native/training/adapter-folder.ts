/** Writes an adapter folder, and finds the weights that a run starts from. */
import { createHash } from "node:crypto"
import { join } from "node:path"
import { type FloatTensor, floatTensor } from "../contract/tensor.ts"
import type { TrainingSettings } from "../contract/training.ts"
import {
  type AdapterManifest,
  type AdapterPart,
  adapterFiles,
  adapterManifestFile,
  fileHash,
} from "../models/adapter.ts"
import { interestShapes } from "../models/interest-attention.ts"
import type { Networks } from "../models/networks.ts"
import type { Pack } from "../models/pack.ts"
import { replaceFile } from "../weights/atomic.ts"
import type { Weights } from "../weights/checkpoint.ts"
import { readRef } from "../weights/safetensors.ts"
import { writeSafetensors } from "../weights/write-safetensors.ts"
import { uniformWithin } from "./random.ts"

export type Tensors = Readonly<Record<string, FloatTensor>>

/** Tensors of each file of an adapter, by their names in it. */
export type AdapterTensors = Record<AdapterPart, Tensors>

export interface AdapterFacts {
  name: string
  pack: Pack
  /** What else training.json is to tell: settings, data, curves. */
  training: Readonly<Record<string, unknown>>
}

/** Writes the adapter's files into `dir`, training.json last: a folder with it is whole. Throws weights.not_written. */
export async function writeAdapterFolder(
  dir: string,
  tensors: AdapterTensors,
  { name, pack, training }: AdapterFacts,
): Promise<void> {
  const weights: AdapterManifest["weights"] = {}
  for (const part of ["ip_adapter", "interest"] as const) {
    const file = join(dir, adapterFiles[part])
    await writeSafetensors(file, tensors[part])
    weights[part] = await fileHash(file)
  }
  const manifest: AdapterManifest = {
    format: 1,
    name,
    createdAt: new Date().toISOString(),
    pack: { name: pack.name, hash: pack.hash, licence: pack.manifest.licence },
    weights,
  }
  const json = `${JSON.stringify({ ...manifest, ...training }, null, 2)}\n`
  await replaceFile(join(dir, adapterManifestFile), file => file.writeFile(json))
}

/** What a run starts from: the networks' own adapter, with a fresh interest attention where they have none. */
export async function startingTensors(
  networks: Networks,
  seed: TrainingSettings["seed"],
): Promise<AdapterTensors> {
  const { layers, projection, width } = await networks.ipAdapter()
  const interest = networks.fusesInterest
    ? await tensorsOf((await networks.interest()).weights)
    : freshInterest(width, seed)
  return {
    ip_adapter: { ...(await tensorsOf(projection)), ...(await tensorsOf(layers)) },
    interest,
  }
}

async function tensorsOf({ checkpoint, prefix }: Weights): Promise<Tensors> {
  const names = checkpoint.names.filter(name => prefix === "" || name.startsWith(`${prefix}.`))
  const tensors: Record<string, FloatTensor> = {}
  for (const name of names) tensors[name] = (await readRef(checkpoint.find(name)!)) as FloatTensor
  return tensors
}

/** Matrices uniform as Glorot and Bengio (2010) say, biases 0, the norm as it leaves its input. */
function freshInterest(width: number, seed: number): Tensors {
  const bound = Math.sqrt(6 / (width + width))
  return Object.fromEntries(
    Object.entries(interestShapes(width)).map(([name, shape], index) => {
      if (shape.length === 2)
        return [name, floatTensor(shape, uniformWithin(seed, "weights", index, bound, width * width))]
      return [name, floatTensor(shape, new Float32Array(width).fill(name === "norm.weight" ? 1 : 0))]
    }),
  )
}

/** A short name of some content, for folders. */
export const shortHash = (content: string): string =>
  createHash("sha256").update(content).digest("hex").slice(0, 4)
