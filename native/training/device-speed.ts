/** How fast a device computes, measured with a convolution like those of a U-Net. */
import { memoized } from "../base/memo.ts"
import { floatTensor } from "../contract/tensor.ts"
import * as ops from "../graph/index.ts"
import { Graph } from "../graph/index.ts"
import type { Runtime } from "../runtime/runtime.ts"

const runs = 3
const channels = 128
const side = 64

const measured = new WeakMap<Runtime, Promise<number>>()

/** Floating-point operations a second; a training step reaches about as many. Measured once a runtime. */
export const operationsPerSecond = (runtime: Runtime): Promise<number> =>
  memoized(measured, runtime, () => measure(runtime))

async function measure(runtime: Runtime): Promise<number> {
  const build = () => {
    const graph = new Graph("speed of a convolution")
    const x = graph.input("x", "float32", [1, channels, side, side])
    const weight = graph.input("weight", "float32", [channels, channels, 3, 3])
    graph.output("y", ops.conv2d(x, weight, undefined, { padding: 1 }))
    return graph
  }
  const model = await runtime.load("speed of a convolution", build)
  const inputs = {
    x: floatTensor([1, channels, side, side]),
    weight: floatTensor([channels, channels, 3, 3]),
  }
  const operations = ops.floatingPointOperations(build())
  let best = 0
  for (let run = 0; run <= runs; run++) {
    const start = performance.now()
    await model.run(inputs)
    const seconds = (performance.now() - start) / 1000
    if (run > 0) best = Math.max(best, operations / seconds)
  }
  return best
}
