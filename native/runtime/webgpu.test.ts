/** The same operators on WebGPU as on the CPU. Needs a Vulkan, Metal or Direct3D device; SwiftShader will do. */
import { tmpdir } from "node:os"
import { afterAll, expect, test } from "vitest"
import { floatTensor } from "../contract/tensor.ts"
import { deviation, operatorCases } from "../graph/fixtures/cases.ts"
import { Graph } from "../graph/graph.ts"
import * as ops from "../graph/index.ts"
import { openWebGpu } from "./fixtures/webgpu.ts"

const { runtime, describeOnWebGpu } = await openWebGpu(tmpdir())
afterAll(() => runtime.close())

// Graphs are float32 on every device, and not every adapter has float16.
const cases = operatorCases.filter(({ expected }) => expected.dtype !== "float16")

describeOnWebGpu("on WebGPU", () => {
  test.each(cases)("$name computes what PyTorch does", async ({ name, build, inputs, expected }) => {
    const model = await runtime.load(name, build)
    const { output } = await model.run(inputs)
    expect(deviation(output!, expected)).toBeLessThanOrEqual(1e-4)
  })

  test("sines and cosines of large angles, as a timestep gives, keep their digits", async () => {
    const model = await runtime.load("angles", () => {
      const graph = new Graph("angles")
      const x = graph.input("x", "float32", [3])
      graph.output("sin", ops.sin(x))
      graph.output("cos", ops.cos(x))
      return graph
    })
    const angles = Float32Array.of(50.5, 333.25, 999)
    const { sin, cos } = await model.run({ x: floatTensor([3], angles) })
    for (const [index, angle] of angles.entries()) {
      expect(sin!.data[index]).toBeCloseTo(Math.sin(angle), 6)
      expect(cos!.data[index]).toBeCloseTo(Math.cos(angle), 6)
    }
  })
})
