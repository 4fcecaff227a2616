/** What a graph's outputs depend on. */
import type { Graph, Node, Value } from "./graph.ts"

/** The nodes that `outputs` depend on, in order, and all values that these nodes read; outputs included. */
export function reaching(
  { nodes }: Pick<Graph, "nodes">,
  outputs: readonly Value[],
): { nodes: readonly Node[]; values: ReadonlySet<Value> } {
  const values = new Set(outputs)
  const kept = nodes.toReversed().filter(node => {
    if (!node.outputs.some(output => values.has(output))) return false
    for (const input of readsOf(node)) values.add(input)
    return true
  })
  return { nodes: kept.reverse(), values }
}

/** The inputs of a node that are there. */
export const readsOf = ({ inputs }: Node): Value[] => inputs.filter(input => input !== undefined)
