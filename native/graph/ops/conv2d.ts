/** Two-dimensional convolution. */
import { node, type Operator, type Value } from "../graph.ts"
import { dimensions, sameDType, sameShape, shapeError } from "../shapes.ts"

const Conv: Operator = { type: "Conv" }

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
