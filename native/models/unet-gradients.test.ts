/** The training loss and every trainable gradient against PyTorch's autograd (build/fixtures/gradients.py). */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { FloatTensor } from "../contract/tensor.ts"
import * as ops from "../graph/index.ts"
import { Graph } from "../graph/index.ts"
import { createRuntime, type Runtime } from "../runtime/runtime.ts"
import { Checkpoint } from "../weights/checkpoint.ts"
import { openComponent } from "./components.ts"
import { fixture, readCases, relativeError } from "./fixtures.ts"
import { interestAttention } from "./interest-attention.ts"
import { Networks } from "./networks.ts"
import { openPack } from "./pack.ts"

const cacheDir = mkdtempSync(join(tmpdir(), "iamg-"))
let runtime: Runtime
beforeAll(async () => {
  runtime = await createRuntime({ devices: ["cpu"], cacheDir })
})
afterAll(async () => {
  await runtime.close()
  rmSync(cacheDir, { recursive: true })
})

test.each(["tiny", "tiny-sd2"])("%s: the loss and its gradients equal PyTorch's", async pack => {
  const { loss: given } = await readCases(fixture(`gradients/${pack}.safetensors`))
  const { loss, ...gradients } = given!.out
  const networks = new Networks(await openPack(fixture(pack)), cacheDir)
  const component = await openComponent(networks, "unet")
  const { layers } = await networks.ipAdapter()
  const interest = (await Checkpoint.open([fixture("tiny/interest/model.safetensors")])).scope("")

  const graph = new Graph("training loss")
  const inputs = Object.fromEntries(
    Object.entries(given!.in).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
  )
  const { text, text_neighbours, image_neighbours, target, ...conditions } = inputs
  const fused = interestAttention(interest, text!, text_neighbours!, image_neighbours!)
  const { noise } = component.write({ ...conditions, text: text!, ...fused })
  const error = ops.meanSquaredError(noise!, target!)
  const trainable = Object.entries(gradients).map(([name, { shape }]) => {
    const [scope, ...path] = name.split(".")
    return graph.weight((scope === "interest" ? interest : layers).take(path.join("."), shape))
  })
  const written = ops.differentiate(error, trainable)
  graph.output("loss", error)
  for (const [index, name] of Object.keys(gradients).entries())
    graph.output(`gradient of ${name}`, written[index]!)

  const model = await runtime.load(`training loss of ${pack}`, () => graph)
  const results = (await model.run(given!.in)) as Record<string, FloatTensor>
  expect(results.loss!.data[0]).toBeCloseTo(loss!.data[0]!, 5)
  for (const [name, expected] of Object.entries(gradients)) {
    const result = results[`gradient of ${name}`]!
    // A number added to every key changes no probability: this gradient is 0, and rounding is all that can be compared.
    if (name === "interest.to_k.bias") expect(Math.max(...result.data.map(Math.abs))).toBeLessThan(1e-7)
    else expect(relativeError(result, expected), name).toBeLessThan(1e-3)
  }
})
