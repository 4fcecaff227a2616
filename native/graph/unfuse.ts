/** Graphs for devices whose fused attention kernel can't be trusted. */
import { Graph, type Value } from "./graph.ts"
import { isAttention, optionsOf, unfusedAttention } from "./ops/attention.ts"

/** The same computation with every fused attention spelled out as MatMul, Softmax, MatMul. */
export function unfuseAttention(graph: Graph): Graph {
  const plain = new Graph(graph.name)
  const plainOf = new Map<Value, Value>()
  for (const value of graph.inputs) plainOf.set(value, plain.input(value.name, value.dtype, value.shape))
  for (const { value, ref } of graph.weights) plainOf.set(value, plain.weight(ref))
  for (const { value, tensor } of graph.constants) plainOf.set(value, plain.constant(tensor))

  for (const node of graph.nodes) {
    const inputs = node.inputs.map(input => input && plainOf.get(input)!)
    if (isAttention(node)) {
      const [q, k, v] = inputs as [Value, Value, Value]
      plainOf.set(node.outputs[0]!, unfusedAttention(q, k, v, optionsOf(node, inputs)))
    } else if (graph.outputs.includes(node.outputs[0]!)) {
      plain.output(node.outputs[0]!.name, inputs[0]!)
    } else {
      const outputs = plain.node(node.operator, inputs, node.outputs, node.attributes)
      for (const [index, output] of outputs.entries()) plainOf.set(node.outputs[index]!, output)
    }
  }
  return plain
}
