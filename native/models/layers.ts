/**
 * The layers that every network here is made of: an operator of the graph together with its named weights. Names and
 * shapes are those of the checkpoint, so a file of another shape is refused while the graph is built.
 */

import type { Value } from "../graph/index.ts"
import * as ops from "../graph/index.ts"
import type { Weights } from "../weights/checkpoint.ts"

/** The weight `name` as a value of the graph of `x`. */
export const parameter = (weights: Weights, x: Value, name: string, shape: readonly number[]): Value =>
  x.graph.weight(weights.take(name, shape))

/** x [..., in] → [..., out]; `bias: false` for layers without one. */
export function linear(weights: Weights, x: Value, out: number, { bias = true } = {}): Value {
  const weight = parameter(weights, x, "weight", [out, x.shape.at(-1)!])
  return ops.linear(x, weight, bias ? parameter(weights, x, "bias", [out]) : undefined)
}

export interface ConvOptions extends ops.Conv2dOptions {
  /** Side of the square kernel; default 3, with padding 1. */
  kernel?: number
  bias?: boolean
}

/** x [B, in, h, w] → [B, out, h', w']. */
export function conv2d(weights: Weights, x: Value, out: number, options: ConvOptions = {}): Value {
  const { kernel = 3, bias = true, padding = (kernel - 1) / 2, ...rest } = options
  const weight = parameter(weights, x, "weight", [out, x.shape[1]!, kernel, kernel])
  return ops.conv2d(x, weight, bias ? parameter(weights, x, "bias", [out]) : undefined, { padding, ...rest })
}

/** x [B, C, h, w] normalised over groups of channels. */
export function groupNorm(weights: Weights, x: Value, groups: number, epsilon: number): Value {
  const shape = [x.shape[1]!]
  const [scale, shift] = [parameter(weights, x, "weight", shape), parameter(weights, x, "bias", shape)]
  return ops.groupNorm(x, scale, shift, groups, epsilon)
}

/** x [..., d] normalised over d. */
export function layerNorm(weights: Weights, x: Value, epsilon = 1e-5): Value {
  const shape = [x.shape.at(-1)!]
  const [scale, shift] = [parameter(weights, x, "weight", shape), parameter(weights, x, "bias", shape)]
  return ops.layerNorm(x, scale, shift, epsilon)
}

/** A picture as a row of tokens: [B, C, h, w] → [B, h·w, C]. */
export function toTokens(x: Value): Value {
  const [batch, channels, height, width] = x.shape as [number, number, number, number]
  return ops.transpose(ops.reshape(x, [batch, channels, height * width]), [0, 2, 1])
}

/** And back: [B, h·w, C] → [B, C, h, w]. */
export function toPicture(tokens: Value, height: number, width: number): Value {
  const [batch, , channels] = tokens.shape as [number, number, number]
  return ops.reshape(ops.transpose(tokens, [0, 2, 1]), [batch, channels, height, width])
}

/** The elementwise functions that a config.json may name. */
export const activations = { gelu: ops.gelu, quick_gelu: ops.quickGelu } as const
export type Activation = keyof typeof activations
