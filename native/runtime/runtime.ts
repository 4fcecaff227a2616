/**
 * Runs graphs: picks a device, makes sessions on the compute thread, keeps as many as memory allows, and checks what
 * goes in. Calls are taken one at a time, in order, so a session is never released while it runs.
 */
import { stat } from "node:fs/promises"
import { availableParallelism, totalmem } from "node:os"
import { LRUCache } from "lru-cache"
import pLimit from "p-limit"
import { memoized } from "../base/memo.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import type { Device, Precision, PrecisionChoice } from "../contract/settings.ts"
import { elementCount, type Tensor } from "../contract/tensor.ts"
import type { Graph } from "../graph/graph.ts"
import { unfuseAttention } from "../graph/unfuse.ts"
import { Compute } from "./compute.ts"
import { type Attempt, saidBy, tryDevices } from "./devices.ts"
import { graphModel } from "./graph-model.ts"
import { estimateMemory } from "./memory.ts"
import type { ModelSource, Port } from "./protocol.ts"
import { SessionCache } from "./session-cache.ts"
import { sourceOf } from "./source.ts"

export type { Attempt } from "./devices.ts"
export type { Port } from "./protocol.ts"

export interface RuntimeOptions {
  /** Tried in this order; `auto` (the default) tries what suits this machine. */
  devices?: readonly Device[] | "auto"
  /** Bytes that sessions may take together; half of the machine's memory when absent. */
  memoryBudget?: number
  /**
   * Models that stay loaded; the one unused longest goes first, with its session. 128 when absent: every size of an image
   * set, or every stage of a training step, at once.
   */
  mostModels?: number
  /** Where copies of weights in another precision go (see `widen` and `narrow`). */
  cacheDir: string
  /** `auto` when absent. A device that is to be `half` and can't is not taken. */
  precision?: PrecisionChoice
  /** CPU threads a run may use; as many as the machine runs at once when absent. */
  threads?: number
  /**
   * Gives the memory of each run back after it. For training: graphs that take gigabytes, run one after the other. A run
   * takes a tenth longer, and a whole step less than half the memory.
   */
  lean?: boolean
}

export interface Runtime {
  /** The device in use. */
  readonly device: Device
  /** What networks compute in whose weights are stored so. */
  readonly precision: Precision
  /** Every device that was tried, and why those before the one in use (the last) were not taken. */
  readonly attempts: readonly Attempt[]
  readonly cacheDir: string
  /**
   * The model called `key`, built and loaded if it isn't there yet. Throws runtime.load_failed, runtime.out_of_memory.
   *
   * @example const unet = await runtime.load(`${pack.hash} unet 2x32x32`, () => buildUnet(…))
   */
  load(key: string, build: () => Graph | Promise<Graph>): Promise<LoadedModel>
  /** An .onnx file as it is. */
  loadFile(path: string): Promise<LoadedModel>
  /** Why networks computed in another precision, since it was last asked. */
  takeNotes(): Note[]
  /** Releases every model, after the run in progress. */
  close(): Promise<void>
}

/** A model that can be run. It stays valid after its session was released: the next run makes the session again. */
export interface LoadedModel {
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  /**
   * Every output, from every input. The inputs are copied, so they can be reused at once.
   * Throws runtime.bad_input, runtime.out_of_memory, runtime.run_failed.
   */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>
}

interface Session {
  id: number
  inputs: readonly Port[]
  outputs: readonly Port[]
}

/** Starts the compute thread and settles on a device. Throws runtime.device_unavailable. */
export async function createRuntime(options: RuntimeOptions): Promise<Runtime> {
  const {
    devices = "auto",
    memoryBudget = machineMemory() / 2,
    mostModels = 128,
    threads = availableParallelism(),
    lean = false,
    precision: asked = "auto",
    cacheDir,
  } = options
  const compute = new Compute()
  const attempts = await tryDevices(compute, devices, { threads, precision: asked })
  const chosen = attempts.find(attempt => attempt.ok)
  const device = chosen?.device
  if (!device) {
    await compute.close()
    throw new StudioError("runtime.device_unavailable", {
      attempts: attempts.map(({ device, reason = note("runtime.not_tried", {}) }) =>
        note("runtime.attempt", { device, reason }),
      ),
    })
  }

  const { precision } = chosen
  const notes: Note[] = []
  const oneAtATime = pLimit(1)
  const sessions = new SessionCache<Session>(memoryBudget, ({ id }) => compute.call("release", [id]))
  const models = new LRUCache<string, Promise<LoadedModel>>({
    max: mostModels,
    dispose: (model, name, reason) => {
      if (reason === "evict") putAway(name, model).catch(() => undefined) // the next call reports why the thread died
    },
  })
  let closing: Promise<void> | undefined

  async function sessionOf(name: string, source: ModelSource, bytes: number): Promise<Session> {
    const known = sessions.get(name)
    if (known) return known
    await sessions.makeRoom(bytes)
    try {
      const {
        session: id,
        inputs,
        outputs,
      } = await compute.call("create", [source, device!, { threads, lean }])
      const session = { id, inputs, outputs }
      sessions.add(name, session, bytes)
      return session
    } catch (error) {
      throw asStudioError("runtime.load_failed", error, name, device!)
    }
  }

  /** Releases the session of a model that was evicted, when nothing runs. */
  async function putAway(name: string, model: Promise<LoadedModel>): Promise<void> {
    await model
    await oneAtATime(() => sessions.release(name))
  }

  async function model(name: string, source: ModelSource, bytes: number): Promise<LoadedModel> {
    const { inputs, outputs } = await oneAtATime(() => sessionOf(name, source, bytes))
    const run = async (values: Readonly<Record<string, Tensor>>) => {
      checkInputs(name, inputs, values)
      models.get(name) // counts as used
      const copies = Object.fromEntries(inputs.map(port => [port.name, copied(values[port.name]!)]))
      const buffers = Object.values(copies).map(({ data }) => data.buffer as ArrayBuffer)
      return oneAtATime(async () => {
        const { id } = await sessionOf(name, source, bytes)
        return compute.call("run", [id, copies], buffers).catch(error => {
          throw asStudioError("runtime.run_failed", error, name, device!)
        })
      })
    }
    return { inputs, outputs, run }
  }

  /** One load per name: callers that ask meanwhile wait for it; a failed one can be tried again. */
  function once(name: string, make: () => Promise<LoadedModel>): Promise<LoadedModel> {
    if (closing)
      return Promise.reject(new StudioError("runtime.closed", { reason: note("runtime.was_closed", {}) }))
    return memoized(models, name, make)
  }

  const parts = {
    device,
    precision,
    load: (key: string, graph: Graph) => model(key, sourceOf(graph), estimateMemory(graph)),
    putAway: (key: string) => oneAtATime(() => sessions.release(key)),
    say: (what: Note) => notes.push(what),
  }

  return {
    device,
    precision,
    attempts,
    cacheDir,
    load: (key, build) => {
      const write = async () => (chosen.unfusedAttention ? unfuseAttention(await build()) : build())
      return once(key, () => graphModel(key, write, parts))
    },
    takeNotes: () => notes.splice(0),
    loadFile: path =>
      once(path, async () => {
        const { size } = await stat(path).catch(cause => {
          throw new StudioError(
            "runtime.load_failed",
            { model: path, device, reason: note("file.missing", {}) },
            { cause },
          )
        })
        return model(path, { kind: "file", path }, size)
      }),
    close: () => (closing ??= oneAtATime(() => compute.close())),
  }
}

/** Bytes of the machine's memory, or of the part that a container may use. */
const machineMemory = (): number =>
  Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)

function checkInputs(model: string, ports: readonly Port[], values: Readonly<Record<string, Tensor>>): void {
  for (const port of ports) checkInput(model, port, values[port.name])
  const stranger = Object.keys(values).find(name => !ports.some(port => port.name === name))
  if (stranger === undefined) return
  const problem = note("runtime.unknown_input", { inputs: ports.map(port => port.name) })
  throw new StudioError("runtime.bad_input", { model, input: stranger, problem })
}

function checkInput(model: string, port: Port, tensor: Tensor | undefined): void {
  const refusal = (problem: Note) =>
    new StudioError("runtime.bad_input", { model, input: port.name, problem })
  const wanted = `${port.dtype}[${port.shape}]`
  if (!tensor) throw refusal(note("runtime.missing_input", { wanted }))
  const found = `${tensor.dtype}[${tensor.shape}]`
  const fits =
    tensor.dtype === port.dtype &&
    tensor.shape.length === port.shape.length &&
    port.shape.every((size, index) => typeof size === "string" || size === tensor.shape[index])
  if (!fits) throw refusal(note("runtime.unfit_input", { found, wanted }))
  if (tensor.data.length !== elementCount(tensor.shape)) {
    throw refusal(
      note("runtime.wrong_count", { found, needed: elementCount(tensor.shape), count: tensor.data.length }),
    )
  }
}

/** A copy with a buffer of its own, which can be handed to the compute thread. */
const copied = ({ dtype, shape, data }: Tensor): Tensor => ({ dtype, shape: [...shape], data: data.slice() })

/** How ONNX Runtime and its devices say that memory ran out. */
const memoryWords =
  /out of memory|out_of_memory|failed to allocate|bad_alloc|bad allocation|not enough memory/i

function asStudioError(
  code: "runtime.load_failed" | "runtime.run_failed",
  error: unknown,
  model: string,
  device: Device,
): StudioError {
  if (error instanceof StudioError) return error
  const said = saidBy(error)
  if (memoryWords.test(said))
    return new StudioError("runtime.out_of_memory", { model, device }, { cause: error })
  return new StudioError(
    code,
    { model, device, reason: note("program.quoted", { text: said }) },
    { cause: error },
  )
}
