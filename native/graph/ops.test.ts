import { readdirSync } from "node:fs"
import { tmpdir } from "node:os"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { createRuntime, type Runtime } from "../runtime/runtime.ts"
import { deviation, operatorCases } from "./fixtures/cases.ts"
import { Graph, type Value } from "./graph.ts"
import * as ops from "./index.ts"

let runtime: Runtime
beforeAll(async () => {
  runtime = await createRuntime({ devices: ["cpu"], cacheDir: tmpdir() })
})
afterAll(() => runtime.close())

test.each(operatorCases)("$name computes what PyTorch does", async ({ name, build, inputs, expected }) => {
  const model = await runtime.load(name, build)
  const { output } = await model.run(inputs)
  expect(deviation(output!, expected)).toBeLessThanOrEqual(1e-5)
})

test("every operator has a case", () => {
  const camelCase = (file: string) =>
    file.replace(".ts", "").replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
  const cases = operatorCases.map(({ name }) => name.split(" ")[0])
  for (const file of readdirSync(new URL("ops", import.meta.url))) expect(cases).toContain(camelCase(file))
})

describe("shapes that don't fit are refused while building", () => {
  const refusals: Record<string, (input: (...shape: number[]) => Value, ids: Value) => unknown> = {
    "add: 3 and 4 don't broadcast": input => ops.add(input(2, 3), input(2, 4)),
    "mul: the types differ": (input, ids) => ops.mul(input(2), ids),
    "matmul: the inner sizes 3 and 2 differ": input => ops.matmul(input(2, 3), input(2, 3)),
    "matmul: two dimensions at least are needed": input => ops.matmul(input(3), input(3, 2)),
    "matmul: 2 and 3 don't broadcast": input => ops.matmul(input(2, 4, 5), input(3, 5, 4)),
    "linear: the last dimension must be 4": input => ops.linear(input(2, 3), input(5, 4)),
    "linear: the bias must be [5]": input => ops.linear(input(2, 4), input(5, 4), input(4)),
    "linear: 2 dimensions are needed": input => ops.linear(input(2, 4), input(5, 4, 1, 1)),
    "conv2d: 4 dimensions are needed": input => ops.conv2d(input(4, 8, 8), input(4, 4, 3, 3)),
    "conv2d: the weight takes 3 channels in 1 group(s)": input =>
      ops.conv2d(input(1, 4, 8, 8), input(4, 3, 3, 3)),
    "conv2d: the bias must be [6]": input => ops.conv2d(input(1, 4, 8, 8), input(6, 4, 3, 3), input(4)),
    "conv2d: the picture is smaller than the kernel": input =>
      ops.conv2d(input(1, 4, 2, 2), input(4, 4, 3, 3)),
    "groupNorm: the channels must divide into 3 groups": input =>
      ops.groupNorm(input(1, 4, 2), input(4), input(4), 3, 1e-5),
    "groupNorm: weight and bias must be [4]": input =>
      ops.groupNorm(input(1, 4, 2), input(2), input(4), 2, 1e-5),
    "layerNorm: weight and bias must be [4]": input => ops.layerNorm(input(2, 4), input(2), input(2), 1e-5),
    "attention: the batches differ": input =>
      ops.attention(input(2, 3, 4), input(1, 3, 4), input(2, 3, 4), { heads: 2 }),
    "attention: queries and keys have different widths": input =>
      ops.attention(input(1, 3, 4), input(1, 3, 8), input(1, 3, 4), { heads: 2 }),
    "attention: keys and values differ in number": input =>
      ops.attention(input(1, 3, 4), input(1, 3, 4), input(1, 5, 4), { heads: 2 }),
    "attention: the widths don't divide into 3 heads": input =>
      ops.attention(input(1, 3, 4), input(1, 3, 4), input(1, 3, 4), { heads: 3 }),
    "attention: the mask must be [1 or 1, 2 or 1, 3, 5]": input =>
      ops.attention(input(1, 3, 4), input(1, 5, 4), input(1, 5, 4), { heads: 2, mask: input(1, 1, 3, 3) }),
    "reshape: [5,-1] holds another number of elements": input => ops.reshape(input(2, 3), [5, -1]),
    "reshape: at most one size may be −1": input => ops.reshape(input(2, 3), [-1, -1]),
    "transpose: [0,0] doesn't order its dimensions": input => ops.transpose(input(2, 3), [0, 0]),
    "concat: they differ beyond axis 1": input => ops.concat([input(2, 3), input(3, 3)], 1),
    "slice: axis 1 has no range 2 to 4": input => ops.slice(input(2, 3), 1, 2, 4),
    "softmax: there is no axis 2": input => ops.softmax(input(2, 3), 2),
    "split: [1,1] don't add up to the length of axis 1": input => ops.split(input(2, 3), 1, [1, 1]),
    "gather: ids must be integers": input => ops.gather(input(2, 3), input(2)),
    "expand: it can't become [3]": input => ops.expand(input(2, 3), [3]),
    "upsampleNearest: 1.5 is no whole factor": input => ops.upsampleNearest(input(1, 1, 2, 2), 1.5),
    "avgPool: 2 must divide the sides": input => ops.avgPool(input(1, 1, 3, 4), 2),
    "maxPool: a window of 3 must fit into the picture": input => ops.maxPool(input(1, 1, 4, 2), 3, 2),
    "reduceMean: there is no axis -3": input => ops.reduceMean(input(2, 3), [-3]),
  }

  test.each(Object.entries(refusals))("%s", (title, build) => {
    const graph = new Graph("refused")
    const input = (...shape: number[]) => graph.input(`x${graph.inputs.length}`, "float32", shape)
    const ids = graph.input("ids", "int64", [2])
    const [operator, problem] = title.split(/: (.*)/)
    expect(() => build(input, ids)).toThrowError(
      expect.objectContaining({
        code: "graph.shape",
        details: expect.objectContaining({ operator, problem }),
      }),
    )
  })

  test("the details name operator, types and shapes", () => {
    const graph = new Graph("refused")
    const x = graph.input("x", "float32", [2, 3])
    expect(() => ops.matmul(x, x)).toThrow(
      expect.objectContaining({
        details: {
          operator: "matmul",
          shapes: "float32[2,3], float32[2,3]",
          problem: "the inner sizes 3 and 2 differ",
        },
      }),
    )
  })
})
