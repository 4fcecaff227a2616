/** A graph as the bytes of an ONNX model. The same build gives the same bytes. */
import { isAbsolute, relative, sep } from "node:path"
import { StudioError } from "../contract/errors.ts"
import type { Tensor } from "../contract/tensor.ts"
import type { Attribute, Graph, Node, Value, WeightRef } from "./graph.ts"
import { attributeType, elementType, externalData, ModelProto } from "./onnx.ts"
import { reaching } from "./reach.ts"

/** Opset 20 is the first with Gelu. */
const operatorSets = [
  { domain: "", version: 20 },
  { domain: "com.microsoft", version: 1 },
]
const irVersion = 9

/**
 * The ONNX model (ModelProto) of `graph`. Weights are named by their place under `root`, the folder that the runtime
 * resolves them in: ONNX Runtime takes no absolute path and nothing outside that folder. What no output depends on is
 * left out.
 */
export function serialise(graph: Graph, root: string): Uint8Array {
  // ONNX Runtime would run the others too: where only gradients are given out, the end of the forward pass.
  const { nodes, values } = reaching(graph, graph.outputs)
  const model = {
    irVersion,
    producerName: "iamg-studio",
    opsetImport: operatorSets,
    graph: {
      name: graph.name,
      node: nodes.map(nodeProto),
      initializer: [
        ...graph.constants
          .filter(({ value }) => values.has(value))
          .map(({ value, tensor }) => embedded(value, tensor)),
        ...graph.weights
          .filter(({ value }) => values.has(value))
          .map(({ value, ref }) => external(value, ref, root)),
      ],
      input: graph.inputs.map(valueInfo),
      output: graph.outputs.map(valueInfo),
    },
  }
  return ModelProto.encode(ModelProto.create(model)).finish()
}

const nodeProto = ({ operator, name, inputs, outputs, attributes }: Node) => ({
  name,
  opType: operator.type,
  domain: operator.domain ?? "",
  input: inputs.map(input => input?.name ?? ""),
  output: outputs.map(output => output.name),
  attribute: Object.entries(attributes).map(([key, value]) => ({ name: key, ...attributeProto(value) })),
})

function attributeProto(value: Attribute) {
  if (typeof value === "number") return { type: attributeType.int, i: value }
  if (typeof value === "string") return { type: attributeType.string, s: Buffer.from(value) }
  if ("float" in value) return { type: attributeType.float, f: value.float }
  return { type: attributeType.ints, ints: value }
}

const valueInfo = ({ name, dtype, shape }: Value) => ({
  name,
  type: {
    tensorType: { elemType: elementType[dtype], shape: { dim: shape.map(dimValue => ({ dimValue })) } },
  },
})

const tensorProto = ({ name, dtype, shape }: Value) => ({ name, dims: shape, dataType: elementType[dtype] })

/** Raw data is little-endian, as every machine is that ONNX Runtime's node package runs on. */
const embedded = (value: Value, { data }: Tensor) => ({
  ...tensorProto(value),
  rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
})

function external(value: Value, { dtype, file, offset, length }: WeightRef, root: string) {
  if (value.dtype !== dtype) throw new Error(`${value.name} is ${value.dtype}, and its file holds ${dtype}`)
  return {
    ...tensorProto(value),
    dataLocation: externalData,
    externalData: [
      { key: "location", value: locate(file, root) },
      { key: "offset", value: String(offset) },
      { key: "length", value: String(length) },
    ],
  }
}

function locate(file: string, root: string): string {
  const path = relative(root, file)
  if (path === "" || isAbsolute(path) || path.split(sep)[0] === "..") {
    throw new Error(`${file} is not in ${root}`)
  }
  return path.split(sep).join("/")
}

/** The deepest folder that holds every weight of `graph`; undefined when it has none. */
export function weightsRoot(graph: Graph): string | undefined {
  const folders = graph.weights.map(({ ref }) => ref.file.split(sep).slice(0, -1))
  const [first, ...rest] = folders
  if (!first) return undefined
  const shared = rest.reduce((parts, folder) => {
    const split = parts.findIndex((part, index) => folder[index] !== part)
    return split === -1 ? parts : parts.slice(0, split)
  }, first)
  if (shared.length === 0) {
    const files = [...new Set(graph.weights.map(({ ref }) => ref.file))]
    throw new StudioError("weights.different_drives", { files })
  }
  return shared.length === 1 ? shared[0] + sep : shared.join(sep)
}
