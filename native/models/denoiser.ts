/**
 * The U-Net in two graphs: one computes from the conditions what doesn't change between steps, once an image: every
 * cross-attention layer's keys and values, and the hint of structure; the other takes them as inputs and runs at every
 * step. Together they equal the component `unet`.
 */
import { type FloatTensor, floatTensor, type Shape, type Tensor } from "../contract/tensor.ts"
import * as ops from "../graph/index.ts"
import { Graph, type Value } from "../graph/index.ts"
import type { LoadedModel, Runtime } from "../runtime/runtime.ts"
import { type Component, componentGraph, conditionInputs, graphKey } from "./components.ts"
import { branches, type LayerContext, layerContext } from "./cross-attention.ts"
import type { Networks } from "./networks.ts"
import { unet } from "./unet.ts"
import { crossAttentionLayers } from "./unet-config.ts"

/**
 * The conditions of every row of a batch, as the graph of the conditions takes them. Image and interest are left out where
 * the pack has no IP-Adapter; interest and λ2 also where they have no effect, which saves their branch.
 */
export interface ConditionTensors {
  /** [B,77,d] */
  text: FloatTensor
  /** [B] */
  lambda1: FloatTensor
  /** [B,n,d] */
  image?: FloatTensor
  /** [B,77,d] */
  interest?: FloatTensor
  /** [B] */
  lambda2?: FloatTensor
  /** [B] */
  image_scale?: FloatTensor
  /** Where the U-Net reads a hint: [B,3,8h,8w] in 0…1. Left out where its scale is 0, which is the same. */
  structure?: FloatTensor
  /** [B] */
  structure_scale?: FloatTensor
}

/** Latents [B,c,h,w] and a training timestep, the same for all rows → the network's prediction [B,c,h,w]. */
export type Denoise = (sample: FloatTensor, timestep: number) => Promise<FloatTensor>

/**
 * Computes keys and values for `conditions` and loads the U-Net for latents of `height` × `width`. `unfusedAttention` is
 * only for comparisons.
 */
export async function openDenoiser(
  runtime: Runtime,
  networks: Networks,
  conditions: ConditionTensors,
  height: number,
  width: number,
  attention: typeof ops.attention = ops.attention,
): Promise<Denoise> {
  const context = await loadContext(runtime, networks, conditions)
  const batch = conditions.text.shape[0]!
  const { config } = await networks.unet()
  const prepared = await context.run({ ...conditions })
  const sampleShape = [batch, config.out_channels, height, width]
  const step = await loadStep(runtime, networks, sampleShape, prepared, attention)
  return async (sample, timestep) => {
    const timesteps: Tensor = {
      dtype: "int64",
      shape: [batch],
      data: new BigInt64Array(batch).fill(BigInt(timestep)),
    }
    const { noise } = await step.run({ sample, timestep: timesteps, ...prepared })
    return floatTensor(sample.shape, noise!.data as Float32Array)
  }
}

async function loadContext(
  runtime: Runtime,
  networks: Networks,
  conditions: ConditionTensors,
): Promise<LoadedModel> {
  const { config, weights } = await networks.unet()
  const told = await conditionInputs(networks)
  const shapes = Object.fromEntries(Object.entries(conditions).map(([name, { shape }]) => [name, shape]))
  const component: Component = {
    inputs: Object.fromEntries(Object.entries(told.inputs).filter(([name]) => name in conditions)),
    write: inputs => {
      const hint = told.hint(inputs)
      const keysAndValues = crossAttentionLayers(config).flatMap(layer =>
        namedValues(layer.path, layerContext(weights, told.layers, layer, told.conditions(inputs))),
      )
      return Object.fromEntries(hint ? [...keysAndValues, [hintName, hint]] : keysAndValues)
    },
  }
  const name = "unet_context"
  return runtime.load(graphKey(networks, name, shapes), () => componentGraph(name, component, shapes))
}

/** The U-Net with what was prepared as inputs. */
async function loadStep(
  runtime: Runtime,
  networks: Networks,
  sampleShape: Shape,
  prepared: Readonly<Record<string, Tensor>>,
  attention: typeof ops.attention,
): Promise<LoadedModel> {
  const { config, weights } = await networks.unet()
  const build = () => {
    const graph = new Graph("unet_step")
    const sample = graph.input("sample", "float32", sampleShape)
    const timestep = graph.input("timestep", "int64", [sampleShape[0]!])
    const given = Object.fromEntries(
      Object.entries(prepared).map(([name, { shape }]) => [name, graph.input(name, "float32", shape)]),
    )
    const context = (path: string) => contextFrom(path, given)
    const hint = given[hintName]
    graph.output("noise", unet(weights, { sample, hint, timestep, context, attention }, config))
    return graph
  }
  const name = `unet_step with ${attention.name} of ${Object.keys(prepared).length} inputs`
  return runtime.load(graphKey(networks, name, { sample: sampleShape }), build)
}

const hintName = "hint"
const keyName = (path: string, branch: string) => `${path}.${branch}.key`
const valueName = (path: string, branch: string) => `${path}.${branch}.value`

const namedValues = (path: string, context: LayerContext): [string, Value][] =>
  branches.flatMap(branch => {
    const read = context[branch]
    if (!read) return []
    return [
      [keyName(path, branch), read.key],
      [valueName(path, branch), read.value],
    ]
  })

function contextFrom(path: string, values: Readonly<Record<string, Value>>): LayerContext {
  return Object.fromEntries(
    branches.flatMap(branch => {
      const key = values[keyName(path, branch)]
      const value = values[valueName(path, branch)]
      return key && value ? [[branch, { key, value }]] : []
    }),
  )
}
