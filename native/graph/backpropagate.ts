/** Reverse-mode differentiation: gradients are written as further nodes of the same graph. */
import { elementCount } from "../contract/tensor.ts"
import { scalar } from "./constants.ts"
import { sumTo } from "./gradients.ts"
import type { Node, Value, WaysBack } from "./graph.ts"
import { add } from "./ops/add.ts"
import { cos } from "./ops/cos.ts"
import { expand } from "./ops/expand.ts"
import { pad } from "./ops/pad.ts"
import { reshape } from "./ops/reshape.ts"
import { upsampleNearest } from "./ops/upsample-nearest.ts"
import { sameShape } from "./shapes.ts"

const back: WaysBack = { sumTo, cos, pad, upsampleNearest }

/**
 * d `loss` / d p, shaped like p, for every parameter p: inputs, weights or values in between. `loss` holds one number.
 * Throws as `backpropagate` does.
 *
 * @example const [gradient] = differentiate(meanSquaredError(noise, target), [toKeys])
 */
export function differentiate(loss: Value, parameters: readonly Value[]): Value[] {
  if (elementCount(loss.shape) !== 1) throw new Error(`${loss.name} [${loss.shape}] is not one number`)
  return backpropagate(new Map([[loss, reshape(scalar(loss.graph, 1), loss.shape)]]), parameters)
}

/**
 * The vector–Jacobian product: from the gradients of some outputs, each shaped like its output, those of `parameters`,
 * which are inputs, weights or values in between. So a network can be differentiated piece by piece, last piece first.
 *
 * Nothing is written for branches that reach no parameter, and integers carry no gradient. Throws where the way to a
 * parameter leads through an operator without a gradient, and for a parameter that no output depends on.
 */
export function backpropagate(upstream: ReadonlyMap<Value, Value>, parameters: readonly Value[]): Value[] {
  const gradients = new Map(upstream)
  for (const [output, gradient] of upstream) {
    if (!sameShape(output.shape, gradient.shape))
      throw new Error(
        `a gradient of shape [${gradient.shape}] can't be that of ${output.name} [${output.shape}]`,
      )
  }
  const { nodes } = [...upstream.keys()][0]!.graph
  const varying = dependents(nodes, parameters)
  // The gradient of a value is whole once all nodes that read it, which come after it, have been visited.
  for (const node of nodes.toReversed()) {
    const needed = node.inputs.map(input => input !== undefined && varying.has(input))
    if (!needed.includes(true) || !node.outputs.some(output => gradients.has(output))) continue
    const ways = node.operator.gradient?.(
      { ...node, needed, back },
      ...node.outputs.map(output => gradients.get(output) ?? zeros(output)),
    )
    for (const [index, input] of node.inputs.entries()) {
      if (!input || !needed[index]) continue
      const gradient = (ways?.[index] ?? refuse(node, input))()
      const others = gradients.get(input)
      gradients.set(input, others ? add(others, gradient) : gradient)
    }
  }
  return parameters.map(parameter => gradients.get(parameter) ?? unreached(parameter))
}

/** The parameters, and every value of floats that changes with one of them. */
export function dependents(nodes: readonly Node[], parameters: readonly Value[]): Set<Value> {
  const varying = new Set(parameters)
  for (const { inputs, outputs } of nodes) {
    if (!inputs.some(input => input && varying.has(input))) continue
    for (const output of outputs) if (output.dtype.includes("float")) varying.add(output)
  }
  return varying
}

const zeros = ({ graph, shape }: Value): Value => expand(scalar(graph, 0), shape)

function refuse({ operator }: Node, input: Value): never {
  throw new Error(`the operator ${operator.type} has no gradient to its input ${input.name}`)
}

function unreached({ name }: Value): never {
  throw new Error(`${name} has no effect on the outputs`)
}
