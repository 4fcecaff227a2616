/** The lesson of the paper (eq. 14): a catalog's look and its shoppers' interests, kept as an adapter. */
import { join } from "node:path"
import type { FloatTensor } from "../contract/tensor.ts"
import type { InterestsRun } from "../contract/training.ts"
import type { Networks } from "../models/networks.ts"
import { sha256 } from "../personalize/hash.ts"
import type { Studio } from "../personalize/studio.ts"
import { type AdapterTensors, tensorsOfAdapter, writeAdapterFolder } from "./adapter-folder.ts"
import { makeBatch, noisingOf } from "./batch.ts"
import { drawSamples } from "./drawing.ts"
import type { Lesson } from "./lesson.ts"
import { trainables, writeLoss } from "./loss.ts"
import { type PrepareHooks, prepareRun } from "./prepare-run.ts"
import { createOrder } from "./random.ts"
import type { RunFolder } from "./run-folder.ts"
import { measuredDraw, measuredRows } from "./validation.ts"

type Tensors = Readonly<Record<string, FloatTensor>>

/** @throws StudioError training.none_left, and what planning and encoding throw */
export async function interestsLesson(
  studio: Studio,
  folder: RunFolder,
  run: InterestsRun,
  hooks: PrepareHooks,
): Promise<Lesson> {
  const { pack, pipeline } = studio
  const { settings, name } = run
  const { samples, encodings, networks, neighbours } = await prepareRun(studio, folder, run, hooks)
  const { train, heldOut } = samples
  const { text, image } = await pipeline.unconditional()
  const maker = {
    ...noisingOf(pipeline),
    encodings,
    settings,
    neighbours,
    nothing: { text, image: image! },
  }
  const start = await tensorsOfAdapter(networks)
  const order = createOrder(settings.seed, train.length)
  const side = pack.nativeSize / pipeline.pixelsPerLatent
  const writeTo = async (dir: string, weights: Tensors, training: Readonly<Record<string, unknown>>) =>
    writeAdapterFolder(dir, withWeights(start, weights), { name, pack, training })
  return {
    weights: await startOf(networks, start),
    rows: settings.batch,
    measuredRows: measuredRows(heldOut.length, settings.batch),
    samples: train.length,
    heldOut: heldOut.length,
    dataHash: sha256(JSON.stringify(samples)),
    key: `${pack.hash.slice(0, 16)}, ${neighbours} neighbours`,
    write: batch => writeLoss(networks, { batch, neighbours, height: side, width: side }),
    learn: async places => ({
      ...(await makeBatch(
        maker,
        places.map(place => ({ sample: train[order(place)]!, place })),
      )),
    }),
    measure: async rows => ({
      ...(await makeBatch(
        maker,
        rows.map(row => ({
          sample: heldOut[row % heldOut.length]!,
          ...measuredDraw(row, maker.alphas.length),
        })),
      )),
    }),
    async *draw(weights, step) {
      const adapterDir = join(folder.drawnDir, "adapter")
      await writeTo(adapterDir, weights, {})
      yield* drawSamples(studio, folder, { adapterDir, samples: heldOut, settings, step })
    },
    leave: (weights, training) => writeTo(folder.adapterDir, weights, training),
  }
}

/** What is trained, as it is at the start. */
async function startOf(networks: Networks, start: AdapterTensors): Promise<Record<string, FloatTensor>> {
  const all = { ...start.ip_adapter, ...start.interest }
  const names = (await trainables(networks)).map(({ ref }) => ref.name)
  return Object.fromEntries(names.map(name => [name, all[name]!]))
}

/** The adapter with these weights in the place of its own. */
function withWeights(start: AdapterTensors, weights: Tensors): AdapterTensors {
  const tensorsOf = (part: keyof AdapterTensors) =>
    Object.fromEntries(Object.entries(start[part]).map(([name, tensor]) => [name, weights[name] ?? tensor]))
  return { ip_adapter: tensorsOf("ip_adapter"), interest: tensorsOf("interest") }
}
