/** Writes an adapter folder, and finds the weights that a run starts from. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { hashFile } from "../base/content-hash.ts"
import { replaceFile } from "../base/replace-file.ts"
import { type FloatTensor, floatTensor } from "../contract/tensor.ts"
import {
  type Adapter,
  type AdapterManifest,
  type AdapterPart,
  adapterFiles,
  adapterManifestFile,
  openAdapter,
} from "../models/adapter.ts"
import { interestShapes } from "../models/interest-attention.ts"
import { Networks } from "../models/networks.ts"
import type { Pack } from "../models/pack.ts"
import type { Studio } from "../personalize/studio.ts"
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
  /** The rest of training.json: settings, data, curves. */
  training: Readonly<Record<string, unknown>>
}

/** Writes the adapter's files into `dir`, training.json last: a folder with it is whole. Throws weights.not_written. */
export async function writeAdapterFolder(
  dir: string,
  tensors: Partial<AdapterTensors>,
  { name, pack, training }: AdapterFacts,
): Promise<void> {
  const weights: AdapterManifest["weights"] = {}
  for (const part of ["ip_adapter", "interest"] as const) {
    const own = tensors[part]
    if (!own) continue
    const file = join(dir, adapterFiles[part])
    await writeSafetensors(file, own)
    weights[part] = await hashFile(file)
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

/** The networks of a pack and an adapter to train; a pack without an interest attention gets a fresh one, kept in the cache. */
export async function trainableNetworks(
  { pack, workspace }: Studio,
  adapter: Adapter | null,
  seed: number,
): Promise<Networks> {
  const networks = new Networks(pack, workspace.cacheDir, adapter)
  if (networks.fusesInterest) return networks
  const dir = join(workspace.cacheDir, "training", pack.hash.slice(0, 16), `fresh-${seed}`)
  if (!existsSync(join(dir, adapterManifestFile))) {
    const { width } = await networks.ipAdapter()
    const facts = { name: "fresh", pack, training: {} }
    await writeAdapterFolder(dir, { interest: freshInterest(width, seed) }, facts)
  }
  return new Networks(pack, workspace.cacheDir, await openAdapter(dir))
}

/** What networks to train hold now, image_proj included. */
export async function tensorsOfAdapter(networks: Networks): Promise<AdapterTensors> {
  const { layers, projection } = await networks.ipAdapter()
  const { weights } = await networks.interest()
  return {
    ip_adapter: { ...(await tensorsOf(projection)), ...(await tensorsOf(layers)) },
    interest: await tensorsOf(weights),
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
