import { expect, test } from "vitest"
import { Graph } from "../graph/graph.ts"
import { add, exp } from "../graph/index.ts"
import { estimateMemory } from "./memory.ts"

test("weights count whole, activations only while they live", () => {
  const graph = new Graph("chain")
  const x = graph.input("x", "float32", [100])
  const weight = graph.weight({
    name: "w",
    dtype: "float32",
    shape: [100],
    file: "/w.safetensors",
    offset: 0,
    length: 400,
  })
  // Alive together at the worst moment: x, e1 and the next; e1 is needed until the end.
  const e1 = exp(x)
  const e2 = exp(exp(exp(e1)))
  graph.output("y", add(add(e1, e2), weight))
  expect(estimateMemory(graph)).toBe(400 + 4 * 400)
})
