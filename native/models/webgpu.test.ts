/** The tiny U-Net on WebGPU as on the CPU. Needs a Vulkan, Metal or Direct3D device; SwiftShader will do. */
import { tmpdir } from "node:os"
import { afterAll, describe, expect, test } from "vitest"
import { createRuntime } from "../runtime/runtime.ts"
import { runComponent } from "./components.ts"
import { fixture, readCases, relativeError } from "./fixtures.ts"
import { openPack } from "./pack.ts"

const cacheDir = tmpdir()
const cpu = await createRuntime({ devices: ["cpu"], cacheDir })
const gpu = await createRuntime({ devices: ["webgpu", "cpu"], cacheDir })
afterAll(() => Promise.all([cpu.close(), gpu.close()]))

const reason = gpu.attempts.find(({ device, ok }) => device === "webgpu" && !ok)?.reason
if (reason && process.env.IAMG_REQUIRE_WEBGPU)
  throw new Error(`IAMG_REQUIRE_WEBGPU is set, and WebGPU fails: ${reason}`)
if (reason) console.warn(`SKIPPED: the U-Net on WebGPU was not compared with the CPU. ${reason}.`)

describe.skipIf(reason)(`on WebGPU${reason ? ` (SKIPPED: ${reason})` : ""}`, () => {
  test("the tiny U-Net equals the CPU's", async () => {
    const pack = await openPack(fixture("tiny"))
    const { unet } = await readCases(fixture("tiny/expected.safetensors"))
    const expected = await runComponent(pack, "unet", unet!.in, cpu)
    const found = await runComponent(pack, "unet", unet!.in, gpu)
    expect(relativeError(found.noise!, expected.noise!)).toBeLessThan(1e-3)
  })
})
