/**
 * The generator of ESRGAN and Real-ESRGAN (RRDBNet; Wang et al. 2018, "ESRGAN", and 2021, "Real-ESRGAN"): residual-in-residual
 * dense blocks at the picture's size, then nearest-neighbour enlarging with convolutions.
 */
import type { Value } from "../../graph/index.ts"
import * as ops from "../../graph/index.ts"
import type { Weights } from "../../weights/checkpoint.ts"
import { conv2d } from "../layers.ts"

export interface RrdbNetConfig {
  blocks: number
  /** Channels between blocks. */
  features: number
  /** Channels that each convolution of a dense block adds. */
  growth: number
  /** How many pixels along a side become channels before the first convolution: 1 for 4×, 2 for 2× of Real-ESRGAN. */
  unshuffle: number
  /** How often the picture is doubled. */
  doublings: number
}

/** How much of a block's result is added to what came in. */
const residualScale = 0.2

const activated = (x: Value): Value => ops.leakyRelu(x, 0.2)

/** pixels [B, 3, h, w] in 0…1 → [B, 3, s·h, s·w], s = 2^doublings / unshuffle. */
export function rrdbNet(weights: Weights, pixels: Value, config: RrdbNetConfig): Value {
  const { blocks, features, growth, unshuffle, doublings } = config
  const first = conv2d(
    weights.at("conv_first"),
    unshuffle > 1 ? ops.pixelUnshuffle(pixels, unshuffle) : pixels,
    features,
  )
  let x = first
  for (let block = 0; block < blocks; block++) x = residualBlock(weights.at(`body.${block}`), x, growth)
  x = ops.add(first, conv2d(weights.at("conv_body"), x, features))
  for (let doubling = 1; doubling <= doublings; doubling++) {
    x = activated(conv2d(weights.at(`conv_up${doubling}`), ops.upsampleNearest(x, 2), features))
  }
  return conv2d(weights.at("conv_last"), activated(conv2d(weights.at("conv_hr"), x, features)), 3)
}

/** x [B, C, h, w] → the same shape. */
function residualBlock(weights: Weights, x: Value, growth: number): Value {
  let y = x
  for (const dense of ["rdb1", "rdb2", "rdb3"]) y = denseBlock(weights.at(dense), y, growth)
  return ops.add(ops.scale(y, residualScale), x)
}

/** Each convolution reads what came in and what all convolutions before it made. */
function denseBlock(weights: Weights, x: Value, growth: number): Value {
  const known = [x]
  for (let layer = 1; layer <= 4; layer++) {
    known.push(activated(conv2d(weights.at(`conv${layer}`), ops.concat(known, 1), growth)))
  }
  const last = conv2d(weights.at("conv5"), ops.concat(known, 1), x.shape[1]!)
  return ops.add(ops.scale(last, residualScale), x)
}
