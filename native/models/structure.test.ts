/** A U-Net with input channels for structure, against diffusers (build/fixtures/structure.py). */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { floatTensor, type Tensor } from "../contract/tensor.ts"
import { createRuntime, type Runtime } from "../runtime/runtime.ts"
import { runComponent } from "./components.ts"
import { type ConditionTensors, openDenoiser } from "./denoiser.ts"
import { type Case, edges, fixture, readCases, relativeError, tinyUnder } from "./fixtures.ts"
import { Networks } from "./networks.ts"
import { edgesHint } from "./structure.ts"

const tolerance = 2e-4
const dir = mkdtempSync(join(tmpdir(), "iamg-"))
let runtime: Runtime
let given: Case

beforeAll(async () => {
  runtime = await createRuntime({ devices: ["cpu"], cacheDir: dir })
  given = (await readCases(fixture("tiny-structure/expected.safetensors"))).unet!
})
afterAll(async () => {
  await runtime.close()
  rmSync(dir, { recursive: true })
})

const structuredPack = () => tinyUnder(join(dir, "structured"), "tiny-structure", edges)
const rows = (value: number) => floatTensor([2], new Float32Array(2).fill(value))

describe("the U-Net reads the hint in channels after the latents'", () => {
  test("as diffusers' does, whatever the scale of each row", async () => {
    const { noise } = await runComponent(await structuredPack(), "unet", given.in, runtime)
    expect(relativeError(noise!, given.out.noise!)).toBeLessThan(tolerance)
  })

  test("and so it does where the hint is prepared once for all steps", async () => {
    const networks = new Networks(await structuredPack(), dir)
    const { sample, timestep, ...conditions } = given.in
    const [first] = timestep!.data as BigInt64Array
    const denoise = await openDenoiser(runtime, networks, conditions as unknown as ConditionTensors, 4, 8)
    const found = await denoise(sample as typeof given.out.noise & Tensor, Number(first))
    const alike = { ...given.in, timestep: { ...timestep!, data: new BigInt64Array(2).fill(first!) } }
    const { noise } = await runComponent(networks.pack, "unet", alike as Record<string, Tensor>, runtime)
    expect(relativeError(found, noise!)).toBeLessThan(1e-5)
  })

  test("and without one draws what a scale of 0 draws", async () => {
    const networks = new Networks(await structuredPack(), dir)
    const { sample, timestep, structure, structure_scale, ...rest } = given.in
    const [first] = timestep!.data as BigInt64Array
    const drawn = async (conditions: Record<string, Tensor>) => {
      const told = conditions as unknown as ConditionTensors
      const denoise = await openDenoiser(runtime, networks, told, 4, 8)
      return denoise(sample as typeof given.out.noise & Tensor, Number(first))
    }
    const plain = await drawn(rest)
    const nothing = await drawn({ ...rest, structure: structure!, structure_scale: rows(0) })
    const hinted = await drawn({ ...rest, structure: structure!, structure_scale: rows(1) })
    expect(relativeError(plain, nothing)).toBeLessThan(1e-5)
    expect(relativeError(plain, hinted)).toBeGreaterThan(0.01)
  })
})

test("a hint of another size than the picture is refused by name", async () => {
  const wrong = { ...given.in, structure: floatTensor([2, 3, 32, 32]) }
  await expect(runComponent(await structuredPack(), "unet", wrong, runtime)).rejects.toMatchObject({
    code: "model.bad_input",
    details: { component: "unet", input: "structure" },
  })
})

test.each([
  ["names structure that its U-Net can't read", "tiny", edges],
  ["says nothing of the structure that its U-Net reads", "tiny-structure", undefined],
])("a pack that %s is refused", async (name, overlay, structure) => {
  const networks = new Networks(await tinyUnder(join(dir, name), overlay, structure), dir)
  await expect(networks.unet()).rejects.toMatchObject({ code: "pack.mismatch" })
})

test("the hint of a picture is its edges, grey in 0…1", () => {
  const data = new Uint8Array(16 * 8 * 3).fill(255)
  for (let y = 0; y < 8; y++) data.fill(0, (y * 16 + 8) * 3, (y + 1) * 16 * 3)
  const hint = edgesHint({ width: 16, height: 8, channels: 3, data })
  expect(hint.shape).toEqual([1, 3, 8, 16])
  const row = Array.from({ length: 16 }, (_, x) => Number(x === 7))
  for (const start of [0, 3 * 16, 8 * 16 + 32, 2 * 8 * 16]) {
    expect([...hint.data.slice(start, start + 16)]).toEqual(row)
  }
})
