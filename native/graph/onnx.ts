/**
 * The part of ONNX's protobuf schema (onnx.proto, IR version 10) that we write, with the official field numbers.
 * Kept by hand: the whole schema would bring functions, sparse tensors, sequences and training, which we never use.
 */
import protobuf from "protobufjs"
import type { DType } from "../contract/tensor.ts"

/** TensorProto.DataType. */
export const elementType: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  bfloat16: 16,
}

/** AttributeProto.AttributeType. */
export const attributeType = { float: 1, int: 2, string: 3, ints: 7 } as const

/** TensorProto.DataLocation.EXTERNAL */
export const externalData = 1

const field = (type: string, id: number) => ({ type, id })
const list = (type: string, id: number) => ({ rule: "repeated", type, id })
/** ONNX is proto2, where repeated numbers are not packed. */
const unpacked = (type: string, id: number) => ({ rule: "repeated", type, id, options: { packed: false } })

const schema = protobuf.Root.fromJSON({
  nested: {
    ModelProto: {
      fields: {
        irVersion: field("int64", 1),
        producerName: field("string", 2),
        graph: field("GraphProto", 7),
        opsetImport: list("OperatorSetIdProto", 8),
      },
    },
    OperatorSetIdProto: { fields: { domain: field("string", 1), version: field("int64", 2) } },
    GraphProto: {
      fields: {
        node: list("NodeProto", 1),
        name: field("string", 2),
        initializer: list("TensorProto", 5),
        input: list("ValueInfoProto", 11),
        output: list("ValueInfoProto", 12),
      },
    },
    NodeProto: {
      fields: {
        input: list("string", 1),
        output: list("string", 2),
        name: field("string", 3),
        opType: field("string", 4),
        attribute: list("AttributeProto", 5),
        domain: field("string", 7),
      },
    },
    AttributeProto: {
      fields: {
        name: field("string", 1),
        f: field("float", 2),
        i: field("int64", 3),
        s: field("bytes", 4),
        ints: unpacked("int64", 8),
        type: field("int32", 20),
      },
    },
    TensorProto: {
      fields: {
        dims: unpacked("int64", 1),
        dataType: field("int32", 2),
        name: field("string", 8),
        rawData: field("bytes", 9),
        externalData: list("StringStringEntryProto", 13),
        dataLocation: field("int32", 14),
      },
    },
    StringStringEntryProto: { fields: { key: field("string", 1), value: field("string", 2) } },
    ValueInfoProto: { fields: { name: field("string", 1), type: field("TypeProto", 2) } },
    TypeProto: {
      fields: { tensorType: field("Tensor", 1) },
      nested: {
        Tensor: { fields: { elemType: field("int32", 1), shape: field("TensorShapeProto", 2) } },
      },
    },
    TensorShapeProto: {
      fields: { dim: list("Dimension", 1) },
      nested: { Dimension: { fields: { dimValue: field("int64", 1) } } },
    },
  },
})

export const ModelProto = schema.lookupType("ModelProto")
