/**
 * Decoupled cross-attention (eq. 13; after IP-Adapter, Ye et al. 2023): one query reads three things side by side,
 *
 *   Z' = s·Attn(q, img·to_k_ip, img·to_v_ip) + λ1·Attn(q, text·to_k, text·to_v) + λ2·Attn(q, z̃·to_k_ip, z̃·to_v_ip)
 *
 * before the layer's output projection. Keys and values depend on the conditions alone, so they can be computed once
 * an image; the strengths s, λ1, λ2 scale the values, which is the same and touches far fewer numbers.
 */

import type { Value } from "../graph/index.ts"
import * as ops from "../graph/index.ts"
import type { Weights } from "../weights/checkpoint.ts"
import { linear } from "./layers.ts"

/** A cross-attention layer of the U-Net. */
export interface CrossAttentionLayer {
  /** Its path in the checkpoint, e.g. `down_blocks.0.attentions.1.transformer_blocks.0.attn2`. */
  readonly path: string
  readonly channels: number
  /** N of ip_adapter.N: 1, 3, 5 … over down blocks, up blocks, mid block, in this order. */
  readonly adapterIndex: number
}

/** The conditions of a batch as values of the U-Net's graph. Without IP-Adapter weights there is only text. */
export interface ConditionValues {
  /** Token states of the text, [B, 77, d]. */
  text: Value
  /** λ1, [B]. */
  lambda1: Value
  adapter?: {
    /** Image tokens, [B, n, d], and s, [B]. */
    image: Value
    imageScale: Value
    /** Interest embedding z̃, [B, 77, d], and λ2, [B]; absent where no row uses it. */
    interest?: { states: Value; lambda2: Value }
  }
}

/** Keys [B, M, C] and values [B, M, C], the values times their strength. */
export interface KeyValue {
  key: Value
  value: Value
}

/** What one layer reads, one entry a branch that takes part. */
export type LayerContext = Partial<Record<Branch, KeyValue>>

export const branches = ["text", "image", "interest"] as const
export type Branch = (typeof branches)[number]

/** Keys and values of one layer. `unet` is the U-Net's scope, `ipAdapter` the scope ip_adapter.*. */
export function layerContext(
  unet: Weights,
  ipAdapter: Weights | undefined,
  layer: CrossAttentionLayer,
  conditions: ConditionValues,
): LayerContext {
  const own = unet.at(layer.path)
  const project = (states: Value, strength: Value, key: Weights, value: Weights): KeyValue => ({
    key: linear(key, states, layer.channels, { bias: false }),
    value: ops.mul(linear(value, states, layer.channels, { bias: false }), ops.reshape(strength, [-1, 1, 1])),
  })
  const { text, lambda1, adapter } = conditions
  const context: LayerContext = { text: project(text, lambda1, own.at("to_k"), own.at("to_v")) }
  if (!adapter || !ipAdapter) return context

  const decoupled = ipAdapter.at(layer.adapterIndex)
  const throughAdapter = (states: Value, strength: Value) =>
    project(states, strength, decoupled.at("to_k_ip"), decoupled.at("to_v_ip"))
  context.image = throughAdapter(adapter.image, adapter.imageScale)
  if (adapter.interest) context.interest = throughAdapter(adapter.interest.states, adapter.interest.lambda2)
  return context
}

/** Keys and values of a layer that reads text alone, [B, 77, d]; `weights` is the layer's scope (…attn2). */
export const textContext = (weights: Weights, text: Value, channels: number): LayerContext => ({
  text: {
    key: linear(weights.at("to_k"), text, channels, { bias: false }),
    value: linear(weights.at("to_v"), text, channels, { bias: false }),
  },
})

const keyName = (path: string, branch: string) => `${path}.${branch}.key`
const valueName = (path: string, branch: string) => `${path}.${branch}.value`

/** Keys and values of the layer at `path` under names, for a graph that computes them for another. */
export const namedContext = (path: string, context: LayerContext): [string, Value][] =>
  branches.flatMap(branch => {
    const read = context[branch]
    if (!read) return []
    return [
      [keyName(path, branch), read.key],
      [valueName(path, branch), read.value],
    ]
  })

/** And back. */
export function contextFrom(path: string, values: Readonly<Record<string, Value>>): LayerContext {
  return Object.fromEntries(
    branches.flatMap(branch => {
      const key = values[keyName(path, branch)]
      const value = values[valueName(path, branch)]
      return key && value ? [[branch, { key, value }]] : []
    }),
  )
}

/** x [B, N, C] → [B, N, C]; `weights` is the layer's scope (…attn2). */
export function decoupledCrossAttention(
  weights: Weights,
  x: Value,
  context: LayerContext,
  heads: number,
  attention: typeof ops.attention,
): Value {
  const channels = x.shape.at(-1)!
  const query = linear(weights.at("to_q"), x, channels, { bias: false })
  const read = branches.flatMap(branch => context[branch] ?? [])
  const mixed = read.map(({ key, value }) => attention(query, key, value, { heads })).reduce(ops.add)
  return linear(weights.at("to_out.0"), mixed, channels)
}
