/**
 * Teaching a product against peft and diffusers (build/fixtures/teaching.py): every gradient of a LoRA, of U-Net and text
 * encoder, and one whole step with pictures of the class, on two small packs with a rank and α that are no powers of two.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { concatRows, rowsOf } from "../../base/tensor-rows.ts"
import { type FloatTensor, floatTensor, type Tensor } from "../../contract/tensor.ts"
import { cutIntoStages } from "../../graph/index.ts"
import { type Case, fixture, readCases, relativeError } from "../../models/fixtures.ts"
import { strengthName } from "../../models/lora/lora.ts"
import { Networks } from "../../models/networks.ts"
import { openPack } from "../../models/pack.ts"
import { createRuntime, type Runtime } from "../../runtime/runtime.ts"
import { AdamW } from "../adamw.ts"
import { accumulate, clipToNorm, zerosLike } from "../gradients.ts"
import { StagedLoss } from "../staged-loss.ts"
import { writeProductLoss } from "./product-loss.ts"
import { writeLora } from "./start-lora.ts"

const cacheDir = mkdtempSync(join(tmpdir(), "iamg-teaching-"))
const [rank, alpha, priorWeight] = [3, 2, 0.7]
let runtime: Runtime
beforeAll(async () => {
  runtime = await createRuntime({ devices: ["cpu"], cacheDir, lean: true })
})
afterAll(async () => {
  await runtime.close()
  rmSync(cacheDir, { recursive: true })
})

/** The texts of these rows, [B,77]. */
function tokensOf({ shape, data }: Tensor, rows: readonly number[]): Tensor {
  const length = shape[1]!
  const chosen = rows.flatMap(row => Array.from(data.slice(row * length, (row + 1) * length), BigInt))
  return { dtype: "int64", shape: [rows.length, length], data: BigInt64Array.from(chosen) }
}

describe.each([
  ["tiny", "tiny"],
  ["tiny-sd2", "tiny-sd2"],
  ["tiny-convolutions", "tiny"],
  ["tiny-text", "tiny"],
  ["tiny-sd2-text", "tiny-sd2"],
])("%s", (name, pack) => {
  let given: Case
  let networks: Networks
  let weights: Record<string, FloatTensor>

  beforeAll(async () => {
    const fixtureFile = fileURLToPath(new URL(`../fixtures/teaching/${name}.safetensors`, import.meta.url))
    given = (await readCases(fixtureFile)).step!
    weights = Object.fromEntries(
      Object.entries(given.in).filter(([key]) => key.startsWith("lora_")),
    ) as Record<string, FloatTensor>
    const file = join(cacheDir, `${name}.safetensors`)
    await writeLora(file, weights, { rank, alpha, title: name, word: "zqx", training: {} })
    const lora = { name, hash: "a".repeat(64), file, isFewSteps: false }
    networks = new Networks(await openPack(fixture(pack)), cacheDir, null, [lora])
  })

  /** Rows of the product and of its class in turn, as a run has them; diffusers has one kind after the other. */
  const inputs = (rows: readonly number[]): Record<string, Tensor> => {
    const { sample, text, target, timestep } = given.in as Record<string, FloatTensor>
    const ids = given.in.input_ids
    const chosen = (tensor: FloatTensor) => concatRows(rows.map(row => rowsOf(tensor)[row]!))
    const weight = Float32Array.from(rows, row => (row < 2 ? 2 : 2 * priorWeight))
    return {
      sample: chosen(sample!),
      ...(ids ? { input_ids: tokensOf(ids, rows) } : { text: chosen(text!) }),
      target: chosen(target!),
      timestep: {
        dtype: "int64",
        shape: [rows.length],
        data: BigInt64Array.from(rows, row => BigInt(timestep!.data[row]!)),
      },
      weight: floatTensor([rows.length], weight),
      lambda1: floatTensor([rows.length], new Float32Array(rows.length).fill(1)),
      [strengthName(0)]: floatTensor([1], Float32Array.of(1)),
    }
  }

  async function lossOf(rows: number, bytes: number): Promise<StagedLoss> {
    const [, , height, width] = given.in.sample!.shape as [number, number, number, number]
    const { loss, parameters } = await writeProductLoss(networks, { rows, height, width })
    expect(parameters.map(({ name }) => name).toSorted()).toEqual(Object.keys(weights).toSorted())
    return new StagedLoss(runtime, `${name}, ${rows} of ${bytes}`, cutIntoStages(loss, parameters, bytes))
  }

  test("loss and gradients equal peft's", async () => {
    const staged = await lossOf(4, Number.POSITIVE_INFINITY)
    const { loss, gradients } = await staged.gradients({ ...inputs([0, 2, 1, 3]), ...weights })
    expect(loss).toBeCloseTo(given.out.loss!.data[0]!, 5)
    for (const key of Object.keys(weights))
      expect(relativeError(gradients[key]!, given.out[`gradient of ${key}`]!), key).toBeLessThan(1e-3)
  })

  test("a step of two rows at a time, clipped, leaves what diffusers' leaves", async () => {
    const staged = await lossOf(2, 1_000_000)
    const learned = Object.fromEntries(
      Object.entries(weights).map(([key, { shape, data }]) => [key, floatTensor(shape, data.slice())]),
    )
    const optimizer = new AdamW(learned, { weightDecay: 0.01 })
    const sum = zerosLike(learned)
    for (const rows of [
      [0, 2],
      [1, 3],
    ])
      accumulate(sum, (await staged.gradients({ ...inputs(rows), ...learned })).gradients, 0.5)
    expect(clipToNorm(sum, 1) / given.out.norm!.data[0]!).toBeCloseTo(1, 4)
    optimizer.step(sum, 3e-3)
    for (const [key, { data }] of Object.entries(learned)) {
      // A first step divides each gradient by its size, so that those near 0 show only how they were rounded.
      const gradient = given.out[`gradient of ${key}`]!.data
      const least = 1e-2 * Math.max(...gradient.map(Math.abs))
      const counts = [...data.keys()].filter(i => Math.abs(gradient[i]!) > least)
      const moved = (to: Float32Array) =>
        floatTensor(
          [counts.length],
          Float32Array.from(counts, i => to[i]! - weights[key]!.data[i]!),
        )
      expect(relativeError(moved(data), moved(given.out[`${key} after`]!.data)), key).toBeLessThan(1e-3)
    }
  })
})
