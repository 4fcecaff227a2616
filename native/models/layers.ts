/**
 * The layers that every network here is made of: an operator of the graph together with its named weights. Names and
 * shapes are those of the checkpoint, so a file of another shape is refused while the graph is built.
 */

import type { Value } from "../graph/index.ts"
import * as ops from "../graph/index.ts"
import type { Weights } from "../weights/checkpoint.ts"
import type { LowRank } from "../weights/low-rank.ts"

/** The weight `name` as a value of the graph of `x`. */
export const parameter = (weights: Weights, x: Value, name: string, shape: readonly number[]): Value =>
  x.graph.weight(weights.take(name, shape))

/** x [..., in] → [..., out]; `bias: false` for layers without one. */
export function linear(weights: Weights, x: Value, out: number, { bias = true } = {}): Value {
  const weight = parameter(weights, x, "weight", [out, x.shape.at(-1)!])
  const y = ops.linear(x, weight, bias ? parameter(weights, x, "bias", [out]) : undefined)
  return weights.branches.reduce((sum, branch) => ops.add(sum, lowRankLinear(x, branch)), y)
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
  const y = ops.conv2d(x, weight, bias ? parameter(weights, x, "bias", [out]) : undefined, {
    padding,
    ...rest,
  })
  return withLowRank(weights, x, y, { padding, ...rest })
}

/**
 * y, the output of a convolution of x with `options`, and what LoRAs add to it. `narrow` cuts a kernel to the channels that
 * x has, where those are fewer than the layer reads.
 */
export function withLowRank(
  weights: Weights,
  x: Value,
  y: Value,
  options: ops.Conv2dOptions,
  narrow: (kernel: Value) => Value = kernel => kernel,
): Value {
  const added = (branch: LowRank) => {
    const down = narrow(x.graph.weight(branch.down))
    const inner = branch.mid
      ? ops.conv2d(ops.conv2d(x, down), x.graph.weight(branch.mid), undefined, options)
      : ops.conv2d(x, down, undefined, options)
    return ops.conv2d(ops.mul(inner, strengthOf(x, branch)), x.graph.weight(branch.up))
  }
  return weights.branches.reduce((sum, branch) => ops.add(sum, added(branch)), y)
}

function lowRankLinear(x: Value, branch: LowRank): Value {
  const inner = ops.linear(x, x.graph.weight(branch.down))
  return ops.linear(ops.mul(inner, strengthOf(x, branch)), x.graph.weight(branch.up))
}

/** strength · α / r, [1]; the strength is one input for all layers. */
function strengthOf({ graph }: Value, { strength, scale }: LowRank): Value {
  const known = graph.inputs.find(({ name }) => name === strength)
  const input = known ?? graph.input(strength, "float32", [1])
  if (scale === 1) return input
  return ops.mul(input, graph.constant({ dtype: "float32", shape: [1], data: Float32Array.of(scale) }))
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
