/** The tiny U-Net on WebGPU as on the CPU. Needs a Vulkan, Metal or Direct3D device; SwiftShader will do. */
import { tmpdir } from "node:os"
import { afterAll, expect, test } from "vitest"
import { openWebGpu } from "../runtime/fixtures/webgpu.ts"
import { createRuntime } from "../runtime/runtime.ts"
import { runComponent } from "./components.ts"
import { fixture, readCases, relativeError } from "./fixtures.ts"
import { openPack } from "./pack.ts"

const cacheDir = tmpdir()
const cpu = await createRuntime({ devices: ["cpu"], cacheDir })
const { runtime: gpu, describeOnWebGpu } = await openWebGpu(cacheDir)
afterAll(() => Promise.all([cpu.close(), gpu.close()]))

describeOnWebGpu("on WebGPU", () => {
  test("the tiny U-Net equals the CPU's", async () => {
    const pack = await openPack(fixture("tiny"))
    const { unet } = await readCases(fixture("tiny/expected.safetensors"))
    const expected = await runComponent(pack, "unet", unet!.in, cpu)
    const found = await runComponent(pack, "unet", unet!.in, gpu)
    expect(relativeError(found.noise!, expected.noise!)).toBeLessThan(1e-3)
  })
})
