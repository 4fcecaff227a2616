/** What a step reads, and what chance decides of it. */
import { expect, test } from "vitest"
import { floatTensor } from "../contract/tensor.ts"
import { type BatchMaker, makeBatch, whatIsDropped } from "./batch.ts"
import type { Encodings } from "./encodings.ts"
import { createOrder, normal, uniform } from "./random.ts"
import type { Sample } from "./samples.ts"

const sample = {} as Sample
const [mean, deviation, scalingFactor] = [3, 0.5, 0.2]
const filled = (shape: number[], value: number) => {
  const tensor = floatTensor(shape)
  tensor.data.fill(value)
  return tensor
}
/** Latents of one mean and one variance; everything else by a number of its own. */
const encoded = {
  latents: floatTensor(
    [2, 1, 2, 2],
    Float32Array.of(...Array(4).fill(mean), ...Array(4).fill(2 * Math.log(deviation))),
  ),
  rewrite: filled([1, 2, 3], 1),
  condition: filled([1, 4, 3], 2),
  texts: [3, 4, 5].map(value => filled([1, 2, 3], value)),
  images: [6, 7, 8].map(value => filled([1, 4, 3], value)),
}
const maker = (change: Partial<BatchMaker> = {}): BatchMaker => ({
  encodings: { of: async () => encoded } as unknown as Encodings,
  settings: { seed: 9, lambda2: 0.2, dropImage: 0, dropText: 0, dropBoth: 0 },
  neighbours: 2,
  alphas: Float64Array.of(0.9, 0.5, 0.1),
  prediction: "epsilon",
  scalingFactor,
  nothing: { text: filled([1, 2, 3], -1), image: filled([1, 4, 3], -2) },
  ...change,
})

test.each(["epsilon", "v_prediction", "sample"] as const)("noise and %s as defined", async prediction => {
  const batch = await makeBatch(maker({ prediction }), [{ sample, place: 5, timestep: 1 }])
  const [spread, noise] = (["latent", "noise"] as const).map(of => normal(9, of, 5, [1, 1, 2, 2]).data)
  const original = spread!.map(value => (mean + deviation * value) * scalingFactor)
  const root = Math.sqrt(0.5)
  for (const [i, x0] of original.entries()) {
    const e = noise![i]!
    expect(batch.sample!.data[i]).toBeCloseTo(root * x0 + root * e, 5)
    const targets = { epsilon: e, v_prediction: root * e - root * x0, sample: x0 }
    expect(batch.target!.data[i]).toBeCloseTo(targets[prediction], 5)
  }
})

test("each row has its neighbours, and λ2 while training", async () => {
  const batch = await makeBatch(maker(), [
    { sample, place: 0 },
    { sample, place: 1 },
  ])
  expect(batch.text_neighbours!.shape).toEqual([2, 2, 2, 3])
  expect(batch.image_neighbours!.shape).toEqual([2, 2, 4, 3])
  expect([...new Set(batch.image_neighbours!.data)]).toEqual([6, 7])
  expect([...batch.lambda2!.data]).toEqual([Math.fround(0.2), Math.fround(0.2)])
  expect([...batch.lambda1!.data, ...batch.image_scale!.data]).toEqual([1, 1, 1, 1])
})

test("a dropped condition becomes its unconditional value, and without the image there is no interest", async () => {
  const settings = { seed: 9, lambda2: 0.2, dropImage: 0, dropText: 0, dropBoth: 1 }
  const none = await makeBatch(maker({ settings }), [{ sample, place: 0 }])
  expect([none.text!.data[0], none.image!.data[0], none.lambda2!.data[0]]).toEqual([-1, -2, 0])
  const measured = await makeBatch(maker({ settings }), [{ sample, place: 0, timestep: 2 }])
  expect([measured.text!.data[0], measured.image!.data[0]]).toEqual([1, 2])
})

test("image, text and both are dropped as often as they are to be", () => {
  const shares = { dropImage: 0.05, dropText: 0.1, dropBoth: 0.2 }
  const counts = { image: 0, text: 0, both: 0, none: 0 }
  for (let place = 0; place < 20_000; place++) {
    const { image, text } = whatIsDropped(shares, uniform(3, "drop", place))
    counts[image ? (text ? "both" : "image") : text ? "text" : "none"]++
  }
  for (const [what, share] of Object.entries({ image: 0.05, text: 0.1, both: 0.2, none: 0.65 }))
    expect(counts[what as keyof typeof counts] / 20_000).toBeCloseTo(share, 1.7)
})

test("every sample is drawn once before any is drawn again, in another order each time", () => {
  const order = createOrder(1, 50)
  const rounds = [0, 1].map(round => Array.from({ length: 50 }, (_, n) => order(round * 50 + n)))
  for (const round of rounds)
    expect(round.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n))
  expect(rounds[0]).not.toEqual(rounds[1])
  expect(createOrder(1, 50)(73)).toBe(rounds[1]![23])
  expect(Array.from({ length: 50 }, (_, n) => createOrder(2, 50)(n))).not.toEqual(rounds[0])
})
