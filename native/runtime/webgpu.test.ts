/** The same operators on WebGPU as on the CPU. Needs a Vulkan, Metal or Direct3D device; SwiftShader will do. */
import { tmpdir } from "node:os"
import { afterAll, describe, expect, test } from "vitest"
import { deviation, operatorCases } from "../graph/fixtures/cases.ts"
import { createRuntime } from "./runtime.ts"

const runtime = await createRuntime({ devices: ["webgpu", "cpu"], cacheDir: tmpdir() })
afterAll(() => runtime.close())

const reason = runtime.attempts.find(({ device, ok }) => device === "webgpu" && !ok)?.reason
if (reason && process.env.IAMG_REQUIRE_WEBGPU)
  throw new Error(`IAMG_REQUIRE_WEBGPU is set, and WebGPU fails: ${reason}`)
if (reason) console.warn(`SKIPPED: the WebGPU tests did not run. ${reason}.`)

describe.skipIf(reason)(`on WebGPU${reason ? ` (SKIPPED: ${reason})` : ""}`, () => {
  test.each(operatorCases)("$name computes what PyTorch does", async ({ name, graph, inputs, expected }) => {
    const model = await runtime.load(name, () => graph)
    const { output } = await model.run(inputs)
    expect(deviation(output!, expected)).toBeLessThanOrEqual(1e-4)
  })
})
