/** The optimiser against PyTorch's AdamW and diffusers' EMAModel (build/fixtures/optimizer.py). */
import { fileURLToPath } from "node:url"
import { beforeAll, describe, expect, test } from "vitest"
import { type FloatTensor, floatTensor } from "../contract/tensor.ts"
import { openSafetensors, readRef } from "../weights/safetensors.ts"
import { AdamW } from "./adamw.ts"
import { Average } from "./average.ts"
import { accumulate, clipToNorm, globalNorm, zerosLike } from "./gradients.ts"
import { learningRateAt } from "./learning-rate.ts"

type Tensors = Record<string, FloatTensor>

const steps = 10
const options = { weightDecay: 0.1 }
const groups: Record<string, Tensors> = {}

beforeAll(async () => {
  const file = fileURLToPath(new URL("fixtures/optimizer.safetensors", import.meta.url))
  for (const ref of (await openSafetensors(file)).tensors.values()) {
    const [group, name] = ref.name.split("/") as [string, string]
    groups[group] ??= {}
    groups[group][name] = (await readRef(ref)) as FloatTensor
  }
})

const copy = (tensors: Tensors): Tensors =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => [name, floatTensor(shape, data.slice())]),
  )

/** Largest difference to a group of the fixture. */
const distance = (found: Tensors, group: string): number =>
  Math.max(
    ...Object.entries(groups[group]!).flatMap(([name, { data }]) =>
      [...data].map((x, i) => Math.abs(x - found[name]!.data[i]!)),
    ),
  )

describe("ten steps equal torch.optim.AdamW", () => {
  test("at a constant rate", () => {
    const weights = copy(groups.start!)
    const optimizer = new AdamW(weights, options)
    for (let n = 0; n < steps; n++) optimizer.step(groups[`gradient${n}`]!, 1e-2)
    expect(distance(weights, "plain")).toBeLessThan(1e-6)
    expect(distance(weights, "start")).toBeGreaterThan(1e-2)
  })

  test("with clipped gradients", () => {
    const weights = copy(groups.start!)
    const optimizer = new AdamW(weights, options)
    for (let n = 0; n < steps; n++) {
      const gradients = copy(groups[`gradient${n}`]!)
      expect(clipToNorm(gradients, 0.5)).toBeCloseTo(groups["clipped norms"]!.norm!.data[n]!, 5)
      expect(globalNorm(gradients)).toBeLessThan(0.5 + 1e-6)
      optimizer.step(gradients, 1e-2)
    }
    expect(distance(weights, "clipped")).toBeLessThan(1e-6)
    expect(distance(weights, "plain")).toBeGreaterThan(1e-3)
  })

  test("with warm-up and a cosine", () => {
    const weights = copy(groups.start!)
    const optimizer = new AdamW(weights, options)
    for (let n = 0; n < steps; n++) {
      const schedule = { learningRate: 1e-2, schedule: "cosine" as const, warmUp: 3, steps }
      const rate = learningRateAt(n, schedule)
      expect(rate).toBeCloseTo(groups["scheduled rates"]!.rate!.data[n]!, 8)
      optimizer.step(groups[`gradient${n}`]!, rate)
    }
    expect(distance(weights, "scheduled")).toBeLessThan(1e-6)
  })

  test("and their average equals diffusers' EMAModel", () => {
    const weights = copy(groups.start!)
    const optimizer = new AdamW(weights, options)
    const average = new Average(weights, 0.9)
    for (let n = 0; n < steps; n++) {
      optimizer.step(groups[`gradient${n}`]!, 1e-2)
      average.update(weights)
    }
    expect(distance(average.values, "averaged")).toBeLessThan(1e-6)
    expect(distance(average.values, "plain")).toBeGreaterThan(1e-3)
  })
})

test("taken up again after five steps, it does the very same", () => {
  const whole = copy(groups.start!)
  const optimizer = new AdamW(whole, options)
  const average = new Average(whole, 0.9)
  for (let n = 0; n < 5; n++) {
    optimizer.step(groups[`gradient${n}`]!, 1e-2)
    average.update(whole)
  }
  const half = copy(whole)
  const state = structuredClone(optimizer.state)
  const halfAverage = new Average(half, 0.9, structuredClone(average.state))
  const again = new AdamW(half, options, state)
  for (let n = 5; n < steps; n++) {
    for (const [one, values, weights] of [
      [optimizer, average, whole],
      [again, halfAverage, half],
    ] as const) {
      one.step(groups[`gradient${n}`]!, 1e-2)
      values.update(weights)
    }
  }
  expect(half).toEqual(whole)
  expect(halfAverage.values).toEqual(average.values)
})

test("gradients of two halves add up to the mean of the whole", () => {
  const sum = zerosLike(groups.start!)
  accumulate(sum, groups.gradient0!, 0.5)
  accumulate(sum, groups.gradient1!, 0.5)
  const [a, b] = [groups.gradient0!.bias!.data, groups.gradient1!.bias!.data]
  expect(sum.bias!.data).toEqual(a.map((x, i) => Math.fround(Math.fround(0.5 * x) + 0.5 * b[i]!)))
})

test("short gradients are left as they are", () => {
  const gradients = { x: floatTensor([2], Float32Array.of(3, 4)) }
  expect(clipToNorm(gradients, 6)).toBe(5)
  expect(gradients.x.data).toEqual(Float32Array.of(3, 4))
})

test("a gradient that is missing or of another size changes nothing", () => {
  const weights = copy(groups.start!)
  const optimizer = new AdamW(weights, options)
  const { matrix, bias } = groups.gradient0!
  expect(() => optimizer.step({ matrix: matrix! }, 1e-2)).toThrow("no gradient of bias")
  expect(() => optimizer.step({ matrix: bias!, bias: bias! }, 1e-2)).toThrow("has 5 numbers, not 12")
  expect(() => accumulate(zerosLike(weights), { matrix: matrix! }, 1)).toThrow("no gradient of bias")
  expect(weights).toEqual(groups.start)
  expect(optimizer.state.steps).toBe(0)
})
