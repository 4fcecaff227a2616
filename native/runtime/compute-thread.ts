/**
 * The thread that owns every ONNX Runtime session. A run blocks the JavaScript thread that calls it, so this one does
 * nothing else: it takes one call after the other and answers each. There is no cancelling: callers stop between runs.
 */
import { parentPort } from "node:worker_threads"
import { env, InferenceSession, listSupportedBackends, Tensor as OrtTensor } from "onnxruntime-node"
import type { Device } from "../contract/settings.ts"
import type { DType, Tensor, TensorData } from "../contract/tensor.ts"
import type { Answer, Call, ModelSource, Port, Request, Requests, SessionOptions } from "./protocol.ts"

// Errors are thrown as well; lines that ONNX Runtime prints would only disturb a command's output.
env.logLevel = "fatal"

/** Threads that have nothing to do sleep. Spinning, they took the processor from the page: a preview took half as long again. */
const patient = { intra_op: { allow_spinning: "0" } }

const sessions = new Map<number, InferenceSession>()
let lastSession = 0

const handlers: { [R in Request]: (...args: Requests[R]["args"]) => Promise<Requests[R]["result"]> } = {
  devices: async () => listSupportedBackends().map(backend => backend.name),

  create: async (source, device, options) => {
    const session = await createSession(source, device, options)
    sessions.set(++lastSession, session)
    return {
      session: lastSession,
      inputs: session.inputMetadata.map(port),
      outputs: session.outputMetadata.map(port),
    }
  },

  run: async (id, inputs) => {
    const session = sessions.get(id)
    if (!session) throw new Error(`there is no session ${id}`)
    const feeds = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, toOrt(tensor)]))
    const results = await session.run(feeds)
    return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, fromOrt(tensor)]))
  },

  release: async id => {
    await sessions.get(id)?.release()
    sessions.delete(id)
    return undefined
  },
}

function createSession(
  source: ModelSource,
  device: Device,
  { threads, lean = false }: SessionOptions,
): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: [device],
    graphOptimizationLevel: "all",
    intraOpNumThreads: threads,
    // A memory pattern would reserve room for all values at once: more than are ever alive together.
    enableMemPattern: !lean,
    enableCpuMemArena: !lean,
    logSeverityLevel: 4,
    extra: { session: patient },
  }
  if (source.kind === "file") return InferenceSession.create(source.path, options)
  const { bytes, weightsRoot, imprecise } = source
  return InferenceSession.create(bytes, {
    ...options,
    ...(device === "webgpu" &&
      imprecise.length > 0 && { executionProviders: [{ name: device, forceCpuNodeNames: imprecise }] }),
    extra: { session: { ...patient, model_external_initializers_file_folder_path: weightsRoot } },
  })
}

function port(metadata: InferenceSession.ValueMetadata): Port {
  if (!metadata.isTensor) throw new Error(`${metadata.name} isn't a tensor`)
  return { name: metadata.name, dtype: metadata.type as DType, shape: metadata.shape }
}

/**
 * From Node 24 on ONNX Runtime turns the words of a float16 tensor into a Float16Array, which its own native part takes
 * for an empty one. Under another type they stay as they are.
 */
function toOrt({ dtype, data, shape }: Tensor): OrtTensor {
  if (dtype !== "float16") return new OrtTensor(dtype as OrtTensor.Type, data as OrtTensor.DataType, shape)
  return Object.assign(new OrtTensor("uint16", data as Uint16Array, shape), { type: dtype })
}

function fromOrt({ type, dims, data }: OrtTensor): Tensor {
  // Node 24 gives float16 as Float16Array; the words are the same.
  const plain =
    type === "float16" && !(data instanceof Uint16Array)
      ? new Uint16Array(
          (data as TensorData).buffer,
          (data as TensorData).byteOffset,
          (data as TensorData).length,
        )
      : (data as TensorData)
  return { dtype: type as DType, shape: dims, data: plain }
}

/** The buffers of a run's results, to be handed over instead of copied. */
const buffersOf = (request: Request, result: unknown): ArrayBuffer[] =>
  request === "run"
    ? [
        ...new Set(
          Object.values(result as Record<string, Tensor>).map(({ data }) => data.buffer as ArrayBuffer),
        ),
      ]
    : []

async function answer({ id, request, args }: Call): Promise<void> {
  try {
    const result = await (handlers[request] as (...args: unknown[]) => Promise<unknown>)(...args)
    parentPort!.postMessage({ id, result } satisfies Answer, buffersOf(request, result))
  } catch (error) {
    parentPort!.postMessage({
      id,
      error: error instanceof Error ? error.message : String(error),
    } satisfies Answer)
  }
}

let last: Promise<void> = Promise.resolve()
parentPort!.on("message", (call: Call) => {
  last = last.then(() => answer(call))
})
