/** A graph written anew, with some of its values and nodes in another form. */
import { Graph, type Node, type Value, type WeightRef } from "./graph.ts"

export interface Rewriting {
  /** Default: as it was. */
  readonly weight?: (graph: Graph, ref: WeightRef, value: Value) => Value
  /** What stands for a node's outputs, of the new inputs; undefined copies the node. */
  readonly node?: (
    graph: Graph,
    node: Node,
    inputs: readonly (Value | undefined)[],
  ) => readonly Value[] | undefined
  /** What is given out for a value. Default: itself. */
  readonly output?: (value: Value, output: Value) => Value
}

/** `graph` with the same inputs and outputs under the same names. */
export function rewritten(graph: Graph, { weight, node: write, output = value => value }: Rewriting): Graph {
  const fresh = new Graph(graph.name)
  const freshOf = new Map<Value, Value>()
  for (const value of graph.inputs) freshOf.set(value, fresh.input(value.name, value.dtype, value.shape))
  for (const { value, ref } of graph.weights)
    freshOf.set(value, weight ? weight(fresh, ref, value) : fresh.weight(ref, value.dtype))
  for (const { value, tensor } of graph.constants) freshOf.set(value, fresh.constant(tensor))

  for (const node of graph.nodes) {
    const inputs = node.inputs.map(input => input && freshOf.get(input)!)
    const [first] = node.outputs
    if (graph.outputs.includes(first!)) {
      fresh.output(first!.name, output(inputs[0]!, first!))
      continue
    }
    const outputs =
      write?.(fresh, node, inputs) ?? fresh.node(node.operator, inputs, node.outputs, node.attributes)
    for (const [index, value] of outputs.entries()) freshOf.set(node.outputs[index]!, value)
  }
  return fresh
}
