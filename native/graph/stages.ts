/**
 * Gradient checkpointing (Chen et al. 2016, "Training deep nets with sublinear memory cost"): a loss is cut into stages
 * that run one after the other. Only what crosses a cut is kept; on the way back each stage computes its inner values again,
 * so memory grows with the largest stage and not with the depth.
 */
import { elementCount } from "../contract/tensor.ts"
import { backpropagate, dependents } from "./backpropagate.ts"
import { Graph, type Node, type Value } from "./graph.ts"
import { reaching, readsOf } from "./reach.ts"

/** One stage of a loss, both ways. Values keep their names from stage to stage, so that one's outputs are the next's inputs. */
export interface Stage {
  /** What the stage reads → what later stages read; of the last stage, the loss. */
  readonly forward: Graph
  /**
   * What the stage reads, and the gradient of each value that it gave (of the last stage: nothing, the loss's is 1) → the
   * gradient of whatever it reads that changes with a parameter, parameters included; of the last stage, the loss too.
   */
  readonly backward: Graph
}

/** The name under which a stage's backward graph takes or gives the gradient of a value. */
export const gradientName = (name: string): string => `gradient of ${name}`

export const lossName = "loss"

/**
 * Cuts the way to `loss` (one number) into stages for the gradients of `parameters`, which are inputs of its graph. A
 * stage's inside takes at most `mostBytes`, unless a single node needs more; cuts lie where least crosses them.
 *
 * @example for (const { forward } of cutIntoStages(loss, parameters, 2 ** 30)) …
 */
export function cutIntoStages(loss: Value, parameters: readonly Value[], mostBytes: number): Stage[] {
  const { graph } = loss
  const { nodes } = reaching(graph, [loss])
  const varying = dependents(nodes, parameters)
  const slices = cut(nodes, loss, mostBytes)
  return slices.map((slice, index) => {
    const later = new Set(
      slices
        .slice(index + 1)
        .flat()
        .flatMap(readsOf),
    )
    const name = `${graph.name}, stage ${index + 1} of ${slices.length}`
    return writeStage(name, slice, crossing(slice, later, loss), varying, loss)
  })
}

/** Slices of `nodes` whose outputs take at most `mostBytes`, cut in the second half of that, where least crosses. */
function cut(nodes: readonly Node[], loss: Value, mostBytes: number): Node[][] {
  const made = nodes.map(node => node.outputs.reduce((sum, output) => sum + bytesOf(output), 0))
  const across = bytesAcross(nodes, loss)
  const slices: Node[][] = []
  for (let start = 0; start < nodes.length; ) {
    let bytes = made[start]!
    let end = start + 1
    let best = start
    for (; end < nodes.length && bytes + made[end]! <= mostBytes; end++) {
      bytes += made[end]!
      if (bytes < mostBytes / 2 || across[end]! <= across[best]!) best = end
    }
    if (end < nodes.length) end = best + 1
    slices.push(nodes.slice(start, end))
    start = end
  }
  return slices
}

/** How many bytes are kept when the cut lies right after each node. */
function bytesAcross(nodes: readonly Node[], loss: Value): number[] {
  const lastRead = new Map<Value, number>([[loss, nodes.length]])
  for (const [index, node] of nodes.entries()) {
    for (const value of readsOf(node)) if (value !== loss) lastRead.set(value, index)
  }
  const ends = new Map<number, number>()
  let kept = 0
  return nodes.map((node, index) => {
    for (const value of node.outputs) {
      const last = lastRead.get(value) ?? index
      if (last === index) continue
      kept += bytesOf(value)
      ends.set(last, (ends.get(last) ?? 0) + bytesOf(value))
    }
    kept -= ends.get(index) ?? 0
    return kept
  })
}

/** All that varies is float32. */
const bytesOf = ({ shape }: Value): number => 4 * elementCount(shape)

interface Crossing {
  /** Values from before the slice that it reads. */
  readonly reads: readonly Value[]
  /** Values of the slice that are read after it, or the loss. */
  readonly gives: readonly Value[]
}

function crossing(slice: readonly Node[], later: ReadonlySet<Value>, loss: Value): Crossing {
  const made = new Set(slice.flatMap(node => node.outputs))
  const reads = [...new Set(slice.flatMap(readsOf))].filter(value => !made.has(value))
  return { reads, gives: [...made].filter(value => later.has(value) || value === loss) }
}

function writeStage(
  name: string,
  slice: readonly Node[],
  { reads, gives }: Crossing,
  varying: ReadonlySet<Value>,
  loss: Value,
): Stage {
  const forward = copyOf(`${name}, forward`, slice, reads)
  for (const value of gives)
    forward.graph.output(value === loss ? lossName : portName(value), forward.copies.get(value)!)

  const backward = copyOf(`${name}, backward`, slice, reads)
  const { graph, copies } = backward
  const upstream = new Map<Value, Value>()
  for (const value of gives) {
    if (value === loss) {
      graph.output(lossName, copies.get(loss)!)
      upstream.set(copies.get(loss)!, one(graph, loss))
    } else if (varying.has(value)) {
      upstream.set(copies.get(value)!, graph.input(gradientName(portName(value)), value.dtype, value.shape))
    }
  }
  const wanted = reads.filter(value => varying.has(value))
  if (wanted.length > 0) {
    const gradients = backpropagate(
      upstream,
      wanted.map(value => copies.get(value)!),
    )
    for (const [index, value] of wanted.entries())
      graph.output(gradientName(portName(value)), gradients[index]!)
  }
  return { forward: forward.graph, backward: graph }
}

/** Inputs keep their names; what is kept between stages must not be taken for a node of one of them. */
const portName = (value: Value): string =>
  value.graph.inputs.includes(value) ? value.name : `kept ${value.name}`

const one = (graph: Graph, { shape }: Value): Value =>
  graph.constant({ dtype: "float32", shape, data: Float32Array.of(1) })

/** A graph of `slice` alone: weights and constants as they are, everything else that it reads as inputs. */
function copyOf(name: string, slice: readonly Node[], reads: readonly Value[]) {
  const graph = new Graph(name)
  const copies = new Map<Value, Value>()
  const [first] = reads
  const source = first!.graph
  const weights = new Map(source.weights.map(({ value, ref }) => [value, ref]))
  const constants = new Map(source.constants.map(({ value, tensor }) => [value, tensor]))
  for (const value of reads) {
    const ref = weights.get(value)
    const tensor = constants.get(value)
    if (ref) copies.set(value, graph.weight(ref))
    else if (tensor) copies.set(value, graph.constant(tensor))
    else copies.set(value, graph.input(portName(value), value.dtype, value.shape))
  }
  for (const { operator, inputs, outputs, attributes } of slice) {
    const made = graph.node(
      operator,
      inputs.map(input => input && copies.get(input)!),
      outputs,
      attributes,
    )
    for (const [index, output] of outputs.entries()) copies.set(output, made[index]!)
  }
  return { graph, copies }
}
