/**
 * Tensors as a graph: a network is written as plain function calls on `Value`s, which know their dtype and shape, and
 * is recorded as a list of nodes. The graph knows no model and runs nothing; `serialise` turns it into ONNX.
 *
 * Shapes are concrete numbers: a graph is built for one batch and one size, so a wrong shape fails while building.
 */
import type { DType, Shape, Tensor } from "../contract/tensor.ts"
import { elementCount } from "../contract/tensor.ts"

/** What a value is, apart from its numbers. */
export interface TensorType {
  readonly dtype: DType
  readonly shape: Shape
}

/** One tensor of the graph: an input, a weight, a constant, or what a node gives. */
export interface Value extends TensorType {
  readonly graph: Graph
  /** Unique in its graph. */
  readonly name: string
}

/** Where a weight's bytes lie: `length` bytes from `offset` of `file` (an absolute path). `dtype` is that of the file. */
export interface WeightRef extends TensorType {
  readonly name: string
  readonly file: string
  readonly offset: number
  readonly length: number
}

/** What kind of node: the ONNX operator it becomes. Each one is declared in its own file of `ops/`. */
export interface Operator {
  readonly type: string
  /** The operator set it belongs to; ONNX's own when absent. */
  readonly domain?: "com.microsoft"
  /** WebGPU computes it with too few digits, so its nodes stay on the CPU there. */
  readonly impreciseOnWebGpu?: true
  /** It sums many numbers or makes very large ones, so `inHalf` leaves it in float32. */
  readonly needsFloat32?: true
  /** Inputs that ONNX wants in float32, whatever the others are in. */
  readonly float32Inputs?: readonly number[]
  /** How `backpropagate` goes back through its nodes; an operator without it is refused there by name. */
  readonly gradient?: Gradient
  /** How many multiplications a run of the node makes, where they are what takes the time. */
  readonly multiplications?: (node: Node) => number
}

/**
 * From a node and the gradients of its outputs (zeros for an output that nothing read): one function an input, in
 * order, that writes the gradient of that input. Only those that are needed are called. Inputs at the end that have no
 * gradient (axes, shapes, frozen weights) are left out.
 */
export type Gradient = (node: BackwardNode, ...upstream: Value[]) => readonly (() => Value)[]

/** An ONNX attribute: integers are plain numbers, floats say so, because ONNX tells them apart. */
export type Attribute = number | string | readonly number[] | { readonly float: number }

export const float = (value: number): Attribute => ({ float: value })

export interface Node {
  readonly operator: Operator
  readonly name: string
  /** `undefined` stands for an optional input that is left out. */
  readonly inputs: readonly (Value | undefined)[]
  readonly outputs: readonly Value[]
  readonly attributes: Readonly<Record<string, Attribute>>
}

/** A node on the way back. */
export interface BackwardNode extends Node {
  /** Which of its inputs' gradients are needed: one at least. */
  readonly needed: readonly boolean[]
  /** What its gradient needs and can't import, because that needs the node's own operator. */
  readonly back: WaysBack
}

/** Operators that need each other: the gradient of a sine is a cosine, and the other way round. */
export interface WaysBack {
  /** `gradients.ts` */
  readonly sumTo: (x: Value, shape: Shape) => Value
  readonly cos: (x: Value) => Value
  readonly pad: (x: Value, axis: number, before: number, after: number) => Value
  readonly upsampleNearest: (x: Value, factor: number) => Value
}

const Identity: Operator = { type: "Identity", gradient: (_, upstream) => [() => upstream] }

export class Graph {
  readonly name: string
  readonly inputs: Value[] = []
  readonly outputs: Value[] = []
  readonly nodes: Node[] = []
  readonly weights: { value: Value; ref: WeightRef }[] = []
  readonly constants: { value: Value; tensor: Tensor }[] = []
  readonly #names = new Set<string>()
  readonly #counters = new Map<string, number>()
  readonly #shared = new Map<string, Value>()

  constructor(name: string) {
    this.name = name
  }

  /** An input, fed at every run under exactly this name. */
  input(name: string, dtype: DType, shape: Shape): Value {
    const value = this.#value(name, { dtype, shape })
    this.inputs.push(value)
    return value
  }

  /** Makes `value` an output with exactly this name. (ONNX Runtime drops the Identity that carries it.) */
  output(name: string, value: Value): void {
    this.#own(value)
    const output = this.#value(name, value)
    this.nodes.push({ operator: Identity, name, inputs: [value], outputs: [output], attributes: {} })
    this.outputs.push(output)
  }

  /**
   * A weight that stays in its file. Asking twice for the same bytes with the same shape gives the same value.
   *
   * Networks are written in float32, so a half-width weight is a float32 value here. What it is computed in is decided for
   * the whole graph, before it is loaded (`precision.ts`).
   */
  weight(ref: WeightRef, dtype: DType = isHalfWidth(ref.dtype) ? "float32" : ref.dtype): Value {
    return this.#sharedValue(weightKey(ref, dtype), () => {
      const value = this.#value(this.#freshName(ref.name), { dtype, shape: ref.shape })
      this.weights.push({ value, ref })
      return value
    })
  }

  /** An input in the place of a weight that is trained: it has the weight's name, and from now on `weight(ref)` returns it. */
  parameter(ref: WeightRef): Value {
    return this.#sharedValue(weightKey(ref, ref.dtype), () => this.input(ref.name, ref.dtype, ref.shape))
  }

  /** A small tensor embedded in the graph. Equal constants share one value. */
  constant(tensor: Tensor): Value {
    if (tensor.data.length !== elementCount(tensor.shape)) {
      throw new RangeError(`a constant of shape [${tensor.shape}] can't hold ${tensor.data.length} elements`)
    }
    const { buffer, byteOffset, byteLength } = tensor.data
    const bytes = Buffer.from(buffer, byteOffset, byteLength).toString("latin1")
    return this.#sharedValue(`constant ${tensor.dtype} [${tensor.shape}] ${bytes}`, () => {
      const value = this.#value(this.#freshName("constant"), tensor)
      this.constants.push({ value, tensor })
      return value
    })
  }

  /** Records a node and returns its outputs, one per type. Operator files check shapes before they call this. */
  node(
    operator: Operator,
    inputs: readonly (Value | undefined)[],
    outputs: readonly TensorType[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Value[] {
    for (const input of inputs) if (input) this.#own(input)
    const name = this.#freshName(operator.type)
    const values = outputs.map((type, index) => this.#value(index === 0 ? name : `${name}:${index}`, type))
    this.nodes.push({ operator, name, inputs, outputs: values, attributes })
    return values
  }

  #own(value: Value): void {
    if (value.graph !== this)
      throw new Error(`${value.name} belongs to graph ${value.graph.name}, not ${this.name}`)
  }

  #sharedValue(key: string, make: () => Value): Value {
    const known = this.#shared.get(key)
    if (known) return known
    const value = make()
    this.#shared.set(key, value)
    return value
  }

  #freshName(stem: string): string {
    if (!this.#names.has(stem)) return stem
    let counter = this.#counters.get(stem) ?? 2
    while (this.#names.has(`${stem}_${counter}`)) counter++
    this.#counters.set(stem, counter + 1)
    return `${stem}_${counter}`
  }

  #value(name: string, { dtype, shape }: TensorType): Value {
    if (this.#names.has(name)) throw new Error(`graph ${this.name} already has a value named ${name}`)
    this.#names.add(name)
    return { graph: this, name, dtype, shape: [...shape] }
  }
}

const weightKey = ({ file, offset, dtype: stored, shape }: WeightRef, dtype: DType) =>
  `weight ${file} ${offset} ${stored} as ${dtype} [${shape}]`

/** Whether numbers of this type take two bytes. */
export const isHalfWidth = (dtype: DType): boolean => dtype === "float16" || dtype === "bfloat16"

/** Records a node with one output, on the graph of its first input. */
export function node(
  operator: Operator,
  inputs: readonly [Value, ...(Value | undefined)[]],
  output: TensorType,
  attributes: Readonly<Record<string, Attribute>> = {},
): Value {
  return inputs[0].graph.node(operator, inputs, [output], attributes)[0]!
}
