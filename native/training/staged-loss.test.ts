/**
 * The training loss and every trainable gradient against PyTorch's autograd (build/fixtures/gradients.py), whole and cut
 * into stages.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { FloatTensor, Tensor } from "../contract/tensor.ts"
import { cutIntoStages, type Stage, type Value } from "../graph/index.ts"
import { openAdapter } from "../models/adapter.ts"
import { type Case, fixture, readCases, relativeError, tinyReadingEdges } from "../models/fixtures.ts"
import { Networks } from "../models/networks.ts"
import { openPack } from "../models/pack.ts"
import { openWebGpu } from "../runtime/fixtures/webgpu.ts"
import { estimateMemory } from "../runtime/memory.ts"
import { createRuntime, type Runtime } from "../runtime/runtime.ts"
import { openSafetensors, readRef } from "../weights/safetensors.ts"
import { writeAdapterFolder } from "./adapter-folder.ts"
import { trainables, writeLoss } from "./loss.ts"
import { type LossAndGradients, StagedLoss } from "./staged-loss.ts"

const cacheDir = mkdtempSync(join(tmpdir(), "iamg-loss-"))
let runtime: Runtime
beforeAll(async () => {
  runtime = await createRuntime({ devices: ["cpu"], cacheDir, lean: true })
})
const { runtime: webgpu, describeOnWebGpu } = await openWebGpu(cacheDir)
afterAll(async () => {
  await Promise.all([runtime.close(), webgpu.close()])
  rmSync(cacheDir, { recursive: true })
})

/** Bytes that cut these tiny losses into one stage, a few, and many. */
const budgets = [
  [Number.POSITIVE_INFINITY, 1],
  [1_000_000, 3],
  [200_000, 20],
] as const

/** Each a pack, and the fixture of its loss: channels for edges read zeros, so that they change nothing. */
describe.each([
  ["tiny", "tiny"],
  ["tiny-sd2", "tiny-sd2"],
  ["tiny with channels for edges", "tiny"],
] as const)("%s", (name, expected) => {
  let given: Case
  let loss: Value
  let parameters: Value[]
  let inputs: Record<string, Tensor>

  beforeAll(async () => {
    const file = fileURLToPath(new URL(`fixtures/gradients/${expected}.safetensors`, import.meta.url))
    given = (await readCases(file)).loss!
    const networks = await networksOf(name)
    const [, , height, width] = given.in.sample!.shape as [number, number, number, number]
    ;({ loss, parameters } = await writeLoss(networks, { batch: 2, neighbours: 2, height, width }))
    inputs = { ...given.in, rewrite: given.in.text! }
    for (const { ref } of await trainables(networks)) inputs[ref.name] = await readRef(ref)
  })

  test.each(budgets)("with %s bytes a stage, loss and gradients equal PyTorch's", async (bytes, fewest) => {
    const stages = cutIntoStages(loss, parameters, bytes)
    expect(stages.length).toBeGreaterThanOrEqual(fewest)
    const staged = new StagedLoss(runtime, `${name} in stages of ${bytes}`, stages)
    expectPyTorchs(await staged.gradients(inputs), given)
    expect(await staged.loss(inputs)).toBeCloseTo(given.out.loss!.data[0]!, 5)
  })

  // Channels add one operator that every device has already run.
  if (!name.includes("edges"))
    describeOnWebGpu("on WebGPU", () => {
      test("loss and gradients equal PyTorch's", async () => {
        const staged = new StagedLoss(webgpu, `${name} on WebGPU`, cutIntoStages(loss, parameters, 1_000_000))
        expectPyTorchs(await staged.gradients(inputs), given)
      })
    })

  test("memory falls with the size of a stage, and nothing frozen gets a gradient", () => {
    const most = (stages: Stage[]) => Math.max(...stages.map(({ backward }) => estimateMemory(backward)))
    const [whole, few] = [1e9, 200_000].map(bytes => cutIntoStages(loss, parameters, bytes))
    expect(most(few!)).toBeLessThan(0.7 * most(whole!))
    const outputs = whole![0]!.backward.outputs.map(output => output.name)
    expect(outputs).toHaveLength(parameters.length + 1)
    expect(outputs.filter(output => !/^(loss|gradient of (ip_adapter|norm|to_)\S*)$/.test(output))).toEqual(
      [],
    )
  })
})

function expectPyTorchs({ loss, gradients }: LossAndGradients, { out }: Case): void {
  expect(loss).toBeCloseTo(out.loss!.data[0]!, 5)
  for (const [name, expected] of Object.entries(out)) {
    if (name === "loss") continue
    const found = gradients[name.replace(/^interest\./, "")] as FloatTensor
    // A number added to every key changes no probability: this gradient is 0, and rounding is all that can be compared.
    if (name === "interest.to_k.bias") expect(Math.max(...found.data.map(Math.abs))).toBeLessThan(1e-7)
    else expect(relativeError(found, expected), name).toBeLessThan(1e-3)
  }
}

/** The pack with tiny's interest attention, which the fixture gives both. */
async function networksOf(name: string): Promise<Networks> {
  const pack = name.startsWith("tiny with")
    ? await tinyReadingEdges(join(cacheDir, "reading-edges"))
    : await openPack(fixture(name))
  const { tensors } = await openSafetensors(fixture("tiny/interest/model.safetensors"))
  const interest: Record<string, FloatTensor> = {}
  for (const ref of tensors.values()) interest[ref.name] = (await readRef(ref)) as FloatTensor
  const dir = join(cacheDir, `interest of ${name}`)
  await writeAdapterFolder(dir, { interest }, { name, pack, training: {} })
  return new Networks(pack, cacheDir, await openAdapter(dir))
}
