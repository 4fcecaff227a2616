/**
 * A graph as a model, in the precision that its weights are stored in. Where float16 overflows, it runs again in float32,
 * and stays there: for that network of that pack on that device, as long as the process lives.
 */
import { note } from "../contract/codes/index.ts"
import type { Note } from "../contract/note.ts"
import type { Device, Precision } from "../contract/settings.ts"
import type { Tensor } from "../contract/tensor.ts"
import type { Graph } from "../graph/graph.ts"
import { inFull, inHalf, storedAs } from "../graph/precision.ts"
import type { LoadedModel } from "./runtime.ts"

/** Networks that have overflowed: device, name and files of the weights. */
const overflowed = new Set<string>()

interface Parts {
  device: Device
  precision: Precision
  /** Makes a model of a graph as it is. */
  load(key: string, graph: Graph): Promise<LoadedModel>
  /** Frees what a model holds until it runs again. */
  putAway(key: string): Promise<void>
  say(what: Note): void
}

export async function graphModel(
  key: string,
  build: () => Graph | Promise<Graph>,
  { device, precision, load, putAway, say }: Parts,
): Promise<LoadedModel> {
  const written = await build()
  const stored = storedAs(written)
  if (stored === "full") return load(key, written)
  const network = written.name
  if (precision === "half" && stored === "mixed") say(note("runtime.wide_weights", { network }))
  if (precision === "full" || stored === "mixed") return load(key, inFull(written))

  const files = new Set(written.weights.map(({ ref }) => ref.file))
  const id = [device, network, ...files].join("\n")
  const fullKey = `${key} in float32`
  // Written again, not kept: it is rarely needed.
  const full = async () => load(fullKey, inFull(await build()))
  if (overflowed.has(id)) return full()

  const half = await load(key, inHalf(written))
  let inStead: Promise<LoadedModel> | undefined
  const run: LoadedModel["run"] = async values => {
    if (!overflowed.has(id)) {
      const results = await half.run(values)
      if (areFinite(results)) return results
    }
    inStead ??= full()
    const results = await (await inStead).run(values)
    // What isn't finite in float32 either is no fault of float16; whoever reads it says so.
    if (!overflowed.has(id) && areFinite(results)) {
      overflowed.add(id)
      say(note("runtime.overflowed", { network, device }))
      await putAway(key)
    }
    return results
  }
  return { inputs: half.inputs, outputs: half.outputs, run }
}

const areFinite = (results: Readonly<Record<string, Tensor>>): boolean =>
  Object.values(results).every(
    ({ dtype, data }) => dtype !== "float32" || (data as Float32Array).every(Number.isFinite),
  )
