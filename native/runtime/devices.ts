/** Which devices to try, in which order, and how each is put to the test. */
import { readdir } from "node:fs/promises"
import { note } from "../contract/codes/index.ts"
import type { Note } from "../contract/note.ts"
import type { Device, Precision, PrecisionChoice } from "../contract/settings.ts"
import { elementCount, floatTensor } from "../contract/tensor.ts"
import { Graph, type Value } from "../graph/graph.ts"
import { attention } from "../graph/ops/attention.ts"
import { conv2d } from "../graph/ops/conv2d.ts"
import { inHalf } from "../graph/precision.ts"
import type { Compute } from "./compute.ts"
import { sourceOf } from "./source.ts"

/** How one device was tried: `reason` says why it can't be used, wasn't chosen, or doesn't compute in half. */
export interface Attempt {
  readonly device: Device
  readonly ok: boolean
  /** What it computes in, if it is taken. */
  readonly precision: Precision
  readonly reason?: Note
  /** Its fused attention computes wrongly, so that attention is spelled out. */
  readonly unfusedAttention?: true
}

/**
 * What `auto` tries, best first. CoreML is left out: it takes few of these operators and compiles every graph anew;
 * WebGPU reaches the same chip.
 */
const preferred: Readonly<Partial<Record<NodeJS.Platform, readonly Device[]>>> = {
  linux: ["cuda", "webgpu", "cpu"],
  win32: ["dml", "webgpu", "cpu"],
  darwin: ["webgpu", "cpu"],
}

/**
 * Under `auto`, a GPU slower than this many times the CPU is a software renderer (SwiftShader: 200 times). A real one
 * may well be slower at so small a probe, which its overhead outweighs.
 */
const slowestUseful = 30

interface Trial {
  threads: number
  precision: PrecisionChoice
}

/** Tries `asked` in order and stops at the first device that works; under `auto` it must also be fast enough. */
export async function tryDevices(
  compute: Compute,
  asked: readonly Device[] | "auto",
  trial: Trial,
): Promise<Attempt[]> {
  const order = asked === "auto" ? (preferred[process.platform] ?? ["cpu" as const]) : asked
  const built = await compute.call("devices", [])
  const attempts: Attempt[] = []
  for (const device of order) {
    const attempt = !built.includes(device)
      ? failed(device, note("runtime.no_provider", {}))
      : asked === "auto" && device === "webgpu" && !(await hasGpu())
        ? failed(device, note("runtime.no_gpu", {}))
        : await tryDevice(compute, device, asked === "auto", trial)
    attempts.push(attempt)
    if (attempt.ok) break
  }
  return attempts
}

const failed = (device: Device, reason: Note): Attempt => ({ device, ok: false, precision: "full", reason })

async function tryDevice(
  compute: Compute,
  device: Device,
  mustPay: boolean,
  { threads, precision: asked }: Trial,
): Promise<Attempt> {
  try {
    const milliseconds = await probe(compute, device, threads)
    const ratio = mustPay && device !== "cpu" ? milliseconds / (await probe(compute, "cpu", threads)) : 1
    if (ratio > slowestUseful) return failed(device, note("runtime.too_slow", { ratio: Math.round(ratio) }))
    const wantsHalf = asked === "half" || (asked === "auto" && device !== "cpu")
    const reason = wantsHalf ? await whyNotHalf(compute, device, threads) : undefined
    if (reason && asked === "half") return failed(device, reason)
    const precision = wantsHalf && !reason ? "half" : "full"
    const attempt: Attempt = { device, ok: true, precision, ...(reason && { reason }) }
    if (device === "cpu" || (await attendsRightly(compute, device, threads, precision))) return attempt
    return { ...attempt, unfusedAttention: true }
  } catch (error) {
    const said = saidBy(error)
    const lacksLibraries = device === "cuda" && said.includes("load shared library")
    return failed(device, lacksLibraries ? note("runtime.no_cuda", {}) : reasonBy(error))
  }
}

/** Why a device that computes in float32 can't in float16: many have no instructions for it. */
async function whyNotHalf(compute: Compute, device: Device, threads: number): Promise<Note | undefined> {
  try {
    await probe(compute, device, threads, inHalf)
    return undefined
  } catch (error) {
    return note("runtime.no_half", { reason: reasonBy(error) })
  }
}

/** Whether the system shows a GPU. Only on Linux can this be found out quickly; elsewhere there is always one worth trying. */
async function hasGpu(): Promise<boolean> {
  if (process.platform !== "linux") return true
  const nodes = [...(await readdir("/dev/dri").catch(() => [])), ...(await readdir("/dev"))]
  return nodes.some(node => /^(renderD\d+|nvidia\d+)$/.test(node))
}

/** The reason in an error of a device; ONNX Runtime's messages are cleaned. */
const reasonBy = (error: unknown): Note =>
  error instanceof WrongResult ? error.note : note("program.quoted", { text: saidBy(error) })

/** A device that computes, and computes wrongly. */
class WrongResult extends Error {
  readonly note: Note

  constructor(found: number, right: number) {
    super(`${found} instead of ${right}`)
    this.note = note("runtime.wrong_result", { found, right })
  }
}

/** ONNX Runtime's message, without the place in its source code. */
export const saidBy = (error: unknown): string =>
  (error as Error).message
    .replace(/^.*\bwas false\. /s, "")
    .trim()
    .replace(/\.$/, "")

/** Runs a small convolution (0.08 GFLOP) and checks it; milliseconds of a second run, once all is compiled. */
async function probe(
  compute: Compute,
  device: Device,
  threads: number,
  prepare: (graph: Graph) => Graph = graph => graph,
): Promise<number> {
  const graph = new Graph("probe")
  const x = graph.input("x", "float32", [1, 64, 32, 32])
  const weight = graph.input("weight", "float32", [64, 64, 3, 3])
  graph.output("y", conv2d(x, weight, undefined, { padding: 1 }))
  const { session } = await compute.call("create", [sourceOf(prepare(graph)), device, { threads }])
  const ones = ({ shape }: Value) => floatTensor(shape, new Float32Array(elementCount(shape)).fill(1))
  const inputs = { x: ones(x), weight: ones(weight) }
  try {
    const { y } = await compute.call("run", [session, inputs])
    // In a corner, 4 of the kernel's 9 places lie on the picture, in each of 64 channels.
    if (y?.data[0] !== 4 * 64) throw new WrongResult(Number(y?.data[0]), 4 * 64)
    const start = performance.now()
    await compute.call("run", [session, inputs])
    return performance.now() - start
  } finally {
    await compute.call("release", [session])
  }
}

/**
 * Whether fused attention gives the CPU's result. WebGPU's kernel assumes sizes of subgroups that not every adapter
 * has, and then answers wrongly without an error (seen on SwiftShader, from some 20 tokens on).
 */
async function attendsRightly(
  compute: Compute,
  device: Device,
  threads: number,
  precision: Precision,
): Promise<boolean> {
  const graph = new Graph("attention probe")
  const x = graph.input("x", "float32", [2, 80, 80])
  const mask = graph.input("mask", "float32", [1, 1, 80, 80])
  graph.output("plain", attention(x, x, x, { heads: 1 }))
  graph.output("masked", attention(x, x, x, { heads: 2, mask }))
  const wave = ({ shape }: Value) =>
    floatTensor(
      shape,
      Float32Array.from({ length: elementCount(shape) }, (_, i) => Math.sin(i * i)),
    )
  const inputs = { x: wave(x), mask: wave(mask) }
  const runOn = async (where: Device, computed: Graph) => {
    const { session } = await compute.call("create", [sourceOf(computed), where, { threads }])
    const { plain, masked } = await compute.call("run", [session, inputs])
    await compute.call("release", [session])
    return [...plain!.data, ...masked!.data] as number[]
  }
  const expected = await runOn("cpu", graph)
  const found = await runOn(device, precision === "half" ? inHalf(graph) : graph)
  return found.every((value, index) => Math.abs(value - expected[index]!) < 1e-2)
}
