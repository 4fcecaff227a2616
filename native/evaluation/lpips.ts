/** LPIPS (Zhang et al. 2018): how different two pictures look, by a network whose weights the user brings. */
import { createHash } from "node:crypto"
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { note } from "../contract/codes/index.ts"
import { isStudioError, reasonOf, StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import type { Shape } from "../contract/tensor.ts"
import { Graph } from "../graph/index.ts"
import { pixelsFromImage, type RawImage } from "../models/image.ts"
import {
  firstKernel,
  firstLayer,
  leastSide,
  otherNetworks,
  type PerceptualNetwork,
  perceptualDistance,
  perceptualNetworkOf,
} from "../models/perceptual-network.ts"
import type { Runtime } from "../runtime/runtime.ts"
import { Checkpoint, type Weights } from "../weights/checkpoint.ts"
import { lpipsKeyMap } from "../weights/keymaps/lpips.ts"
import { readRef } from "../weights/safetensors.ts"
import { asWidened, widen } from "../weights/widen.ts"

export interface Lpips {
  network: PerceptualNetwork
  /** SHA-256 of the weights' numbers, whatever files they came in. */
  hash: string
  /**
   * The distance of two pictures of one size, 32 pixels a side at least: ≥ 0, and 0 for the same picture.
   * @throws StudioError model.bad_input
   */
  distance(first: RawImage, second: RawImage): Promise<number>
}

/**
 * Opens LPIPS from safetensors files: the state dict of the lpips package, or torchvision's AlexNet or VGG16 and the
 * package's heads (lin0 … lin4). The network is recognised by its tensors.
 *
 * @throws StudioError evaluation.lpips_weights, weights.unreadable, weights.repeated_tensor
 * @example const { distance } = await openLpips(["alex.safetensors"], runtime)
 */
export async function openLpips(files: readonly string[], runtime: Runtime): Promise<Lpips> {
  // Checked as the files stand, so that none that doesn't fit is read or copied.
  const asGiven = await Checkpoint.open(files, ref => lpipsKeyMap(asWidened(ref)))
  const network = networkOf(asGiven)
  refuseUnfit(asGiven, network)

  const copies = await Promise.all(files.map(file => widen(file, runtime.cacheDir)))
  const weights = (await Checkpoint.open(copies, lpipsKeyMap)).scope("")
  const hash = await readWeights(smallestGraph(weights, network))

  const distance = async (first: RawImage, second: RawImage): Promise<number> => {
    checkPictures(first, second)
    const inputs = { first: pixelsFromImage(first), second: pixelsFromImage(second) }
    const name = `LPIPS (${network}, ${first.width} × ${first.height}, ${hash.slice(0, 16)})`
    const model = await runtime.load(name, () => lpipsGraph(weights, network, inputs.first.shape))
    const outputs = await model.run(inputs)
    return Number(outputs.distance!.data[0])
  }
  return { network, hash, distance }
}

/** LPIPS on a runtime; null where there are no weights. */
export type FindLpips = (runtime: Runtime) => Promise<Pick<Lpips, "hash" | "distance"> | null>

/**
 * LPIPS with the safetensors files that lie in `dir`; null when there are none.
 *
 * @throws StudioError as openLpips
 */
export async function findLpips(dir: string, runtime: Runtime): Promise<Lpips | null> {
  const names = await readdir(dir).catch(() => [])
  const files = names.filter(name => name.endsWith(".safetensors")).map(name => join(dir, name))
  return files.length > 0 ? openLpips(files, runtime) : null
}

function lpipsGraph(weights: Weights, network: PerceptualNetwork, shape: Shape): Graph {
  const graph = new Graph("LPIPS")
  const [first, second] = [graph.input("first", "float32", shape), graph.input("second", "float32", shape)]
  graph.output("distance", perceptualDistance(weights, network, first, second).distance)
  return graph
}

/** For looking at the weights that it takes. */
const smallestGraph = (weights: Weights, network: PerceptualNetwork): Graph =>
  lpipsGraph(weights, network, [1, 3, leastSide, leastSide])

const unfit = (problem: Note, options?: ErrorOptions): StudioError =>
  new StudioError("evaluation.lpips_weights", { problem }, options)

/** Throws evaluation.lpips_weights when the weights are of another network than those that LPIPS is read for. */
function networkOf(checkpoint: Checkpoint): PerceptualNetwork {
  const weights = checkpoint.scope("")
  const { files } = checkpoint
  for (const [network, tensor] of Object.entries(otherNetworks))
    if (weights.has(tensor)) throw unfit(note("evaluation.other_network", { files, tensor, network }))
  const network = perceptualNetworkOf(weights)
  if (network) return network
  const tensor = firstLayer
  if (!weights.has(tensor)) throw unfit(note("evaluation.no_network", { files, tensor }))
  throw unfit(
    note("evaluation.other_layer", { files, tensor, found: weights.shapeOf(tensor), ...firstKernel }),
  )
}

/** Throws evaluation.lpips_weights when a tensor of the network is missing, misshapen or of another type. */
function refuseUnfit(checkpoint: Checkpoint, network: PerceptualNetwork): void {
  try {
    smallestGraph(checkpoint.scope(""), network)
  } catch (cause) {
    throw isStudioError(cause) ? unfit(reasonOf(cause), { cause }) : cause
  }
}

/** The hash of every weight, once each is known to be a number and no head negative: what gives no distance else. */
async function readWeights({ weights }: Graph): Promise<string> {
  const hash = createHash("sha256")
  for (const { ref } of weights) {
    const data = (await readRef(ref)).data as Float32Array
    const least = ref.name.startsWith("lin") ? 0 : Number.NEGATIVE_INFINITY
    if (!data.every(weight => Number.isFinite(weight) && weight >= least))
      throw unfit(note("evaluation.untrained", { tensor: ref.name, file: ref.file }))
    hash.update(data)
  }
  return hash.digest("hex")
}

/** Throws model.bad_input. */
function checkPictures(first: RawImage, second: RawImage): void {
  const refuse = (input: string, problem: Note): never => {
    throw new StudioError("model.bad_input", { component: "LPIPS", input, problem })
  }
  const sizeOf = ({ width, height }: RawImage) => `${width} × ${height}`
  if (Math.min(first.width, first.height) < leastSide)
    refuse("first", note("model.small_picture", { found: sizeOf(first), least: leastSide }))
  if (sizeOf(first) !== sizeOf(second))
    refuse("second", note("model.other_size", { found: sizeOf(second), first: sizeOf(first) }))
}
