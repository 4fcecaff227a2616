/** The messages between the runtime and its compute thread. Everything here crosses a thread. */
import type { Device } from "../contract/settings.ts"
import type { DType, Tensor } from "../contract/tensor.ts"

/** A model to make a session of: a graph of ours, or an .onnx file as it is. */
export type ModelSource = GraphSource | { readonly kind: "file"; readonly path: string }

export interface GraphSource {
  readonly kind: "graph"
  /** ONNX. */
  readonly bytes: Uint8Array
  /** The folder that its weights are named in. */
  readonly weightsRoot: string
  /** Names of the nodes that WebGPU leaves to the CPU. */
  readonly imprecise: readonly string[]
}

/** A model's input or output as it declares it; a size that varies from run to run is its name. */
export interface Port {
  readonly name: string
  readonly dtype: DType
  readonly shape: readonly (number | string)[]
}

export interface SessionOptions {
  readonly threads: number
  /** Whether the memory of a run is given back after it, not kept for the next. */
  readonly lean?: boolean
}

export interface Requests {
  /** Devices that ONNX Runtime was built with here. */
  devices: { args: []; result: string[] }
  create: {
    args: [source: ModelSource, device: Device, options: SessionOptions]
    result: { session: number; inputs: Port[]; outputs: Port[] }
  }
  run: { args: [session: number, inputs: Record<string, Tensor>]; result: Record<string, Tensor> }
  release: { args: [session: number]; result: undefined }
}

export type Request = keyof Requests

export interface Call<R extends Request = Request> {
  readonly id: number
  readonly request: R
  readonly args: Requests[R]["args"]
}

export type Answer = { readonly id: number } & ({ readonly result: unknown } | { readonly error: string })
