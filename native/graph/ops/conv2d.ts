/** Two-dimensional convolution. */
import { elementCount } from "../../contract/tensor.ts"
import { type Attribute, node, type Operator, type Value } from "../graph.ts"
import { dimensions, sameDType, sameShape, shapeError } from "../shapes.ts"
import { flip } from "./flip.ts"
import { matmul, swapped } from "./matmul.ts"
import { reshape } from "./reshape.ts"
import { slice } from "./slice.ts"
import { transpose } from "./transpose.ts"

const Conv: Operator = {
  type: "Conv",
  // Not of a bias, nor of a weight in groups: no training of ours has either.
  gradient: ({ inputs: [x, weight], attributes }, upstream) => [
    () => inputGradient(x!, weight!, attributes, upstream),
    ...(attributes.group === 1 ? [() => weightGradient(x!, weight!, attributes, upstream)] : []),
  ],
  // Each output element is a sum over the weights of its channel.
  multiplications: ({ inputs: [, weight], outputs: [output] }) =>
    elementCount(output!.shape) * elementCount(weight!.shape.slice(1)),
}

const ConvTranspose: Operator = {
  type: "ConvTranspose",
  // Each input element is spread over the weights of its channel.
  multiplications: ({ inputs: [x, weight] }) => elementCount(x!.shape) * elementCount(weight!.shape.slice(1)),
}

export interface Conv2dOptions {
  /** Default 1. */
  stride?: number
  /** Zeros around the picture: one number, or [top, left, bottom, right]. Default 0. */
  padding?: number | readonly [number, number, number, number]
  /** Default 1. */
  groups?: number
}

/** x [B, in, h, w] * weight [out, in / groups, kh, kw] + bias [out] → [B, out, h', w']. */
export function conv2d(x: Value, weight: Value, bias?: Value, options: Conv2dOptions = {}): Value {
  const { stride = 1, padding = 0, groups = 1 } = options
  const pads = typeof padding === "number" ? [padding, padding, padding, padding] : padding
  const [batch, channels, height, width] = dimensions("conv2d", x, 4) as [number, number, number, number]
  const [out, perGroup, kh, kw] = dimensions("conv2d", weight, 4) as [number, number, number, number]
  if (perGroup * groups !== channels || out % groups !== 0) {
    const problem = `the weight takes ${perGroup * groups} channels in ${groups} group(s)`
    throw shapeError("conv2d", problem, x, weight, bias)
  }
  if (bias && !sameShape(bias.shape, [out]))
    throw shapeError("conv2d", `the bias must be [${out}]`, x, weight, bias)
  const dtype = sameDType("conv2d", x, weight, bias)
  const [top, left, bottom, right] = pads as readonly [number, number, number, number]
  const h = Math.floor((height + top + bottom - kh) / stride) + 1
  const w = Math.floor((width + left + right - kw) / stride) + 1
  if (h < 1 || w < 1) throw shapeError("conv2d", "the picture is smaller than the kernel", x, weight, bias)
  return node(
    Conv,
    bias ? [x, weight, bias] : [x, weight],
    { dtype, shape: [batch, out, h, w] },
    { kernel_shape: [kh, kw], strides: [stride, stride], pads, group: groups },
  )
}

/**
 * The gradient of x. At stride 1 it is a convolution too, with the kernel turned round and its channels swapped: on the
 * CPU up to twice as fast as ConvTranspose, for the price of a second copy of the weight, which ONNX Runtime makes once,
 * when it loads the graph. ConvTranspose takes the rest: 1×1 kernels, which it multiplies as they lie, and strides, where
 * the convolution would mostly multiply zeros.
 */
function inputGradient(
  x: Value,
  weight: Value,
  attributes: Readonly<Record<string, Attribute>>,
  upstream: Value,
): Value {
  const [kh, kw] = attributes.kernel_shape as [number, number]
  const [stride] = attributes.strides as [number, number]
  const pads = attributes.pads as [number, number, number, number]
  const [top, left, bottom, right] = pads
  const around = [kh - 1 - top, kw - 1 - left, kh - 1 - bottom, kw - 1 - right] as const
  if (stride === 1 && attributes.group === 1 && kh * kw > 1 && Math.min(...around) >= 0) {
    const turned = transpose(flip(weight, [2, 3]), [1, 0, 2, 3])
    return conv2d(upstream, turned, undefined, { padding: around })
  }
  const [h, w] = upstream.shape.slice(2) as [number, number]
  const reached = [(h - 1) * stride + kh - top - bottom, (w - 1) * stride + kw - left - right]
  // Rows and columns at the end that no step of the kernel reached.
  const output_padding = reached.map((size, axis) => x.shape[2 + axis]! - size)
  return node(ConvTranspose, [upstream, weight], x, { ...attributes, output_padding })
}

/**
 * The gradient of the weight. Of a 1×1 kernel it is one product over all pixels of all pictures. Else it is a convolution of
 * the pictures with the upstream gradient, whose pixels lie as far apart as the kernel's steps; pictures and channels change
 * places. Rows and columns that no step of the kernel reached fall away.
 */
function weightGradient(
  x: Value,
  weight: Value,
  attributes: Readonly<Record<string, Attribute>>,
  upstream: Value,
): Value {
  const [out, channels, kh, kw] = weight.shape as [number, number, number, number]
  const [stride] = attributes.strides as [number, number]
  const [top, left, bottom, right] = attributes.pads as [number, number, number, number]
  const [pictures, steps] = [transpose(x, [1, 0, 2, 3]), transpose(upstream, [1, 0, 2, 3])]
  if (kh * kw * stride === 1 && top + left + bottom + right === 0) {
    const pixels = elementCount(x.shape) / channels
    const product = matmul(reshape(steps, [out, pixels]), swapped(reshape(pictures, [channels, pixels])))
    return reshape(product, weight.shape)
  }
  const [h, w] = upstream.shape.slice(2) as [number, number]
  const height = x.shape[2]! + top + bottom - stride * (h - 1)
  const width = x.shape[3]! + left + right - stride * (w - 1)
  const found = node(
    Conv,
    [pictures, steps],
    { dtype: x.dtype, shape: [channels, out, height, width] },
    { ...attributes, kernel_shape: [h, w], strides: [1, 1], dilations: [stride, stride] },
  )
  const reached = slice(slice(found, 2, 0, kh), 3, 0, kw)
  return transpose(reached, [1, 0, 2, 3])
}
