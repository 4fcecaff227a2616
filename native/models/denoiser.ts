/**
 * The U-Net in two graphs: one computes from the conditions what doesn't change between steps, once an image: every
 * cross-attention layer's keys and values, and what a hint of structure comes to; the other takes them as inputs and runs at
 * every step, with a ControlNet in it where one reads the hint. Together they equal the component `unet`.
 */
import type { StructureKind } from "../contract/setting-values.ts"
import { type FloatTensor, floatTensor, type Shape, type Tensor } from "../contract/tensor.ts"
import * as ops from "../graph/index.ts"
import { Graph } from "../graph/index.ts"
import type { LoadedModel, Runtime } from "../runtime/runtime.ts"
import { type Component, componentGraph, conditionInputs, graphKey } from "./components.ts"
import { contextFrom, layerContext, namedContext } from "./cross-attention.ts"
import { guidanceEmbedding } from "./guidance-embedding.ts"
import { type LoraStrength, strengthInputs } from "./lora/lora.ts"
import type { Networks } from "./networks.ts"
import { prepareHint, readHint } from "./structure.ts"
import { unet } from "./unet.ts"
import { crossAttentionLayers, sampleChannels } from "./unet-config.ts"

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
  /** Where the pack reads a hint: [B,3,8h,8w] in 0…1. Left out where its scale is 0, which is the same. */
  structure?: FloatTensor
  /** [B] */
  structure_scale?: FloatTensor
}

export interface DenoiserOptions {
  /** What the hint shows; the pack's first kind when absent. */
  structureKind?: StructureKind | undefined
  /** g, of a U-Net that reads it in place of a second row; 1 when absent. */
  guidance?: number | undefined
  /** How strongly each LoRA of the networks acts. */
  loras?: readonly LoraStrength[] | undefined
  /** `unfusedAttention` is only for comparisons. */
  attention?: typeof ops.attention
}

/**
 * Latents [B,c,h,w], or [B,2c+1,h,w] for a U-Net that fills in a part of a picture, and a training
 * timestep, the same for all rows → the network's prediction [B,c,h,w].
 */
export type Denoise = (sample: FloatTensor, timestep: number) => Promise<FloatTensor>

/**
 * Computes keys and values for `conditions` and loads the U-Net for latents of `height` × `width`.
 */
export async function openDenoiser(
  runtime: Runtime,
  networks: Networks,
  conditions: ConditionTensors,
  height: number,
  width: number,
  { structureKind, guidance = 1, loras = [], attention = ops.attention }: DenoiserOptions = {},
): Promise<Denoise> {
  const kind = conditions.structure && (structureKind ?? networks.pack.structureKinds[0])
  const context = await loadContext(runtime, networks, conditions, kind)
  const batch = conditions.text.shape[0]!
  const { config } = await networks.unet()
  const prepared = await context.run({
    ...conditions,
    ...strengthInputs(context, networks.loras, loras),
  })
  const embedded = config.time_cond_proj_dim
    ? { guidance_embedding: guidanceEmbedding(guidance, config.time_cond_proj_dim, batch) }
    : {}
  const sampleShape = [batch, sampleChannels(config), height, width]
  const step = await loadStep(runtime, networks, sampleShape, prepared, { structureKind: kind, attention })
  const constant = { ...embedded, ...strengthInputs(step, networks.loras, loras), ...prepared }
  return async (sample, timestep) => {
    const timesteps: Tensor = {
      dtype: "int64",
      shape: [batch],
      data: new BigInt64Array(batch).fill(BigInt(timestep)),
    }
    const { noise } = await step.run({ sample, timestep: timesteps, ...constant })
    return floatTensor([batch, config.out_channels, height, width], noise!.data as Float32Array)
  }
}

async function loadContext(
  runtime: Runtime,
  networks: Networks,
  conditions: ConditionTensors,
  kind: StructureKind | undefined,
): Promise<LoadedModel> {
  const { config, weights } = await networks.unet()
  const told = await conditionInputs(networks, kind)
  const shapes = Object.fromEntries(Object.entries(conditions).map(([name, { shape }]) => [name, shape]))
  const component: Component = {
    inputs: Object.fromEntries(Object.entries(told.inputs).filter(([name]) => name in conditions)),
    write: inputs => {
      const { structure, structure_scale: scale, text } = inputs
      const hint = structure ? prepareHint(told.reader!, { structure, scale: scale!, text: text! }) : {}
      const keysAndValues = crossAttentionLayers(config).flatMap(layer =>
        namedContext(layer.path, layerContext(weights, told.layers, layer, told.conditions(inputs))),
      )
      return { ...Object.fromEntries(keysAndValues), ...hint }
    },
  }
  const name = "unet_context"
  const key = graphKey(networks, name, shapes, kind)
  return runtime.load(key, () => componentGraph(name, component, shapes))
}

/** The U-Net with what was prepared as inputs. */
async function loadStep(
  runtime: Runtime,
  networks: Networks,
  sampleShape: Shape,
  prepared: Readonly<Record<string, Tensor>>,
  { structureKind, attention = ops.attention }: DenoiserOptions,
): Promise<LoadedModel> {
  const { config, weights } = await networks.unet()
  const reader = structureKind && (await networks.hintReader(structureKind))
  const build = () => {
    const graph = new Graph("unet_step")
    const sample = graph.input("sample", "float32", sampleShape)
    const timestep = graph.input("timestep", "int64", [sampleShape[0]!])
    const given = Object.fromEntries(
      Object.entries(prepared).map(([name, { shape }]) => [name, graph.input(name, "float32", shape)]),
    )
    const context = (path: string) => contextFrom(path, given)
    const width = config.time_cond_proj_dim
    const guidance = width
      ? graph.input("guidance_embedding", "float32", [sampleShape[0]!, width])
      : undefined
    const inputs = { sample, timestep, guidance, context, attention }
    const hint = reader ? readHint(reader, given, inputs) : {}
    graph.output("noise", unet(weights, { ...inputs, ...hint }, config))
    return graph
  }
  const name = `unet_step with ${attention.name} of ${Object.keys(prepared).length} inputs`
  return runtime.load(graphKey(networks, name, { sample: sampleShape }, structureKind), build)
}
