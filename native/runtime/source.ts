/** A graph in the form from which the compute thread makes a session. */
import { parse } from "node:path"
import type { Graph } from "../graph/graph.ts"
import { serialise, weightsRoot } from "../graph/serialise.ts"
import type { GraphSource } from "./protocol.ts"

export function sourceOf(graph: Graph): GraphSource {
  const root = weightsRoot(graph) ?? parse(process.cwd()).root
  return {
    kind: "graph",
    bytes: serialise(graph, root),
    weightsRoot: root,
    imprecise: graph.nodes.filter(node => node.operator.impreciseOnWebGpu).map(node => node.name),
  }
}
