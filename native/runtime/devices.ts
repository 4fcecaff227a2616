/** Which devices to try, in which order, and how each is put to the test. */
import { readdir } from "node:fs/promises"
import type { Device } from "../contract/settings.ts"
import { elementCount, floatTensor } from "../contract/tensor.ts"
import { Graph, type Value } from "../graph/graph.ts"
import { attention } from "../graph/ops/attention.ts"
import { conv2d } from "../graph/ops/conv2d.ts"
import type { Compute } from "./compute.ts"
import { sourceOf } from "./source.ts"

/** How one device was tried: `reason` says why it can't be used, or wasn't chosen. */
export interface Attempt {
  readonly device: Device
  readonly ok: boolean
  readonly reason?: string
  /** What the device does a slower way, because its fast way computes wrongly. */
  readonly limitation?: "fused attention computes wrongly on it, so attention is spelled out"
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

/** Tries `asked` in order and stops at the first device that works; `auto` also wants it to be worth using. */
export async function tryDevices(
  compute: Compute,
  asked: readonly Device[] | "auto",
  threads: number,
): Promise<Attempt[]> {
  const order = asked === "auto" ? (preferred[process.platform] ?? ["cpu" as const]) : asked
  const built = await compute.call("devices", [])
  const attempts: Attempt[] = []
  for (const device of order) {
    const attempt = !built.includes(device)
      ? { device, ok: false, reason: "this build of ONNX Runtime has no provider for it" }
      : asked === "auto" && device === "webgpu" && !(await hasGpu())
        ? { device, ok: false, reason: "this machine has no GPU" }
        : await tryDevice(compute, device, asked === "auto", threads)
    attempts.push(attempt)
    if (attempt.ok) break
  }
  return attempts
}

async function tryDevice(
  compute: Compute,
  device: Device,
  mustPay: boolean,
  threads: number,
): Promise<Attempt> {
  try {
    const milliseconds = await probe(compute, device, threads)
    const ratio = mustPay && device !== "cpu" ? milliseconds / (await probe(compute, "cpu", threads)) : 1
    if (ratio > slowestUseful) {
      return { device, ok: false, reason: `it is ${Math.round(ratio)} times slower than the CPU here` }
    }
    if (device === "cpu" || (await attendsRightly(compute, device, threads))) return { device, ok: true }
    return {
      device,
      ok: true,
      limitation: "fused attention computes wrongly on it, so attention is spelled out",
    }
  } catch (error) {
    const reason = reasonOf(error)
    const lacksLibraries = device === "cuda" && reason.includes("load shared library")
    return { device, ok: false, reason: lacksLibraries ? "CUDA 12 or cuDNN 9 isn't installed" : reason }
  }
}

/** Whether the system shows a GPU. Only Linux tells cheaply; elsewhere there is always one worth trying. */
async function hasGpu(): Promise<boolean> {
  if (process.platform !== "linux") return true
  const nodes = [...(await readdir("/dev/dri").catch(() => [])), ...(await readdir("/dev"))]
  return nodes.some(node => /^(renderD\d+|nvidia\d+)$/.test(node))
}

/** ONNX Runtime's own words, without the line of its source that says them. */
export const reasonOf = (error: unknown): string =>
  (error as Error).message
    .replace(/^.*\bwas false\. /s, "")
    .trim()
    .replace(/\.$/, "")

/** Runs a small convolution (0.08 GFLOP) and checks it; milliseconds of a second run, once all is compiled. */
async function probe(compute: Compute, device: Device, threads: number): Promise<number> {
  const graph = new Graph("probe")
  const x = graph.input("x", "float32", [1, 64, 32, 32])
  const weight = graph.input("weight", "float32", [64, 64, 3, 3])
  graph.output("y", conv2d(x, weight, undefined, { padding: 1 }))
  const { session } = await compute.call("create", [sourceOf(graph), device, { threads }])
  const ones = ({ shape }: Value) => floatTensor(shape, new Float32Array(elementCount(shape)).fill(1))
  const inputs = { x: ones(x), weight: ones(weight) }
  try {
    const { y } = await compute.call("run", [session, inputs])
    // In a corner, 4 of the kernel's 9 places lie on the picture, in each of 64 channels.
    if (y?.data[0] !== 4 * 64) throw new Error(`it computes ${y?.data[0]} where ${4 * 64} is right`)
    const start = performance.now()
    await compute.call("run", [session, inputs])
    return performance.now() - start
  } finally {
    await compute.call("release", [session])
  }
}

/**
 * Whether fused attention gives what the CPU does. WebGPU's kernel assumes sizes of subgroups that not every adapter
 * has, and then answers wrongly without an error (seen on SwiftShader, from some 20 tokens on).
 */
async function attendsRightly(compute: Compute, device: Device, threads: number): Promise<boolean> {
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
  const runOn = async (where: Device) => {
    const { session } = await compute.call("create", [sourceOf(graph), where, { threads }])
    const { plain, masked } = await compute.call("run", [session, inputs])
    await compute.call("release", [session])
    return [...plain!.data, ...masked!.data] as number[]
  }
  const expected = await runOn("cpu")
  const found = await runOn(device)
  return found.every((value, index) => Math.abs(value - expected[index]!) < 1e-2)
}
