/**
 * LPIPS, version 0.1 (Zhang et al. 2018, "The Unreasonable Effectiveness of Deep Features as a Perceptual Metric"): two
 * pictures are as different as their features in AlexNet or VGG16 at five depths, channel by channel, weighted as people
 * were found to judge. The networks are torchvision's, whose numbers of layers are the names here.
 */

import type { Shape } from "../contract/tensor.ts"
import type { Value } from "../graph/index.ts"
import * as ops from "../graph/index.ts"
import type { Weights } from "../weights/checkpoint.ts"
import { type ConvOptions, conv2d } from "./layers.ts"

export const perceptualNetworks = ["alex", "vgg"] as const
export type PerceptualNetwork = (typeof perceptualNetworks)[number]

/** x [B, C, h, w] → [B, C', h', w']. */
type Layer = (features: Weights, x: Value) => Value

const conv =
  (index: number, channels: number, options?: ConvOptions): Layer =>
  (features, x) =>
    ops.relu(conv2d(features.at(index), x, channels, options))

const pool =
  (size: number): Layer =>
  (_, x) =>
    ops.maxPool(x, size, 2)

/** The layers that lead to each depth from the one before. */
const depths: Record<PerceptualNetwork, readonly (readonly Layer[])[]> = {
  alex: [
    [conv(0, 64, { kernel: 11, stride: 4, padding: 2 })],
    [pool(3), conv(3, 192, { kernel: 5 })],
    [pool(3), conv(6, 384)],
    [conv(8, 256)],
    [conv(10, 256)],
  ],
  vgg: [
    [conv(0, 64), conv(2, 64)],
    [pool(2), conv(5, 128), conv(7, 128)],
    [pool(2), conv(10, 256), conv(12, 256), conv(14, 256)],
    [pool(2), conv(17, 512), conv(19, 512), conv(21, 512)],
    [pool(2), conv(24, 512), conv(26, 512), conv(28, 512)],
  ],
}

/** By the shape of this tensor the networks are recognised. */
export const firstLayer = "features.0.weight"
export const firstKernel = { alex: [64, 3, 11, 11], vgg: [64, 3, 3, 3] } as const satisfies Record<
  PerceptualNetwork,
  Shape
>

/** Which network the weights features.* are of, by its first layer; undefined when it is neither. */
export function perceptualNetworkOf(weights: Weights): PerceptualNetwork | undefined {
  if (!weights.has(firstLayer)) return undefined
  const kernel = weights.shapeOf(firstLayer).join()
  return perceptualNetworks.find(network => firstKernel[network].join() === kernel)
}

/** Networks that one may take for these, some of which begin alike, each with a tensor that only it has. */
export const otherNetworks: Readonly<Record<string, string>> = {
  SqueezeNet: "features.3.squeeze.weight",
  VGG19: "features.16.weight",
  "VGG16 with batch normalisation": "features.1.running_mean",
  ResNet: "layer1.0.conv1.weight",
}

/** Pixels that a side needs at least for every depth to see some. */
export const leastSide = 32

/** Mean and deviation of ImageNet's pixels, on the scale of −1…1. */
const pixelMean = [-0.03, -0.088, -0.188]
const pixelDeviation = [0.458, 0.448, 0.45]

/**
 * The distance of pictures, pair by pair: first and second [B, 3, h, w] in −1…1, sides of `leastSide` at least
 * → distance [B], ≥ 0. Weights: features.*, and the heads lin0 … lin4.
 */
export function perceptualDistance(
  weights: Weights,
  network: PerceptualNetwork,
  first: Value,
  second: Value,
) {
  const batch = first.shape[0]!
  const pixels = ops.concat([first, second], 0)
  const colours = (values: readonly number[]) =>
    pixels.graph.constant({ dtype: "float32", shape: [1, 3, 1, 1], data: Float32Array.from(values) })
  let x = ops.div(ops.sub(pixels, colours(pixelMean)), colours(pixelDeviation))
  const distances = depths[network].map((layers, depth) => {
    x = layers.reduce((seen, layer) => layer(weights.at("features"), seen), x)
    const [of, from] = ops.split(unitChannels(x), 0, [batch, batch]) as [Value, Value]
    const difference = ops.sub(of, from)
    const head = weights.at(`lin${depth}.model.1`)
    const judged = conv2d(head, ops.mul(difference, difference), 1, { kernel: 1, bias: false })
    return ops.reduceMean(judged, [2, 3]) // [B, 1, 1, 1]
  })
  return { distance: ops.reshape(distances.reduce(ops.add), [batch]) }
}

/** x [B, C, h, w] with every pixel's channels as a vector of length 1; one of zeros stays so. */
function unitChannels(x: Value): Value {
  const length = ops.sqrt(ops.reduceSum(ops.mul(x, x), [1]))
  const epsilon = x.graph.constant({ dtype: "float32", shape: [], data: Float32Array.of(1e-10) })
  return ops.div(x, ops.add(length, epsilon))
}
