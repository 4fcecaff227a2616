/** What a run settles before its first step, once: samples, encodings, starting weights. A resumed run finds it all. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { note } from "../contract/codes/index.ts"
import { isStudioError, StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import type { InterestsRun } from "../contract/training.ts"
import { adapterManifestFile, openAdapter } from "../models/adapter.ts"
import { Networks } from "../models/networks.ts"
import { findPairs } from "../personalize/pairs.ts"
import type { Studio } from "../personalize/studio.ts"
import { tensorsOfAdapter, trainableNetworks, writeAdapterFolder } from "./adapter-folder.ts"
import { findAdapter } from "./adapters.ts"
import { Encodings } from "./encodings.ts"
import type { RunFolder, Samples } from "./run-folder.ts"
import { planSamples, type Sample } from "./samples.ts"
import { mostMeasured } from "./validation.ts"

export interface PrepareHooks {
  /** Throws to stop. */
  check: () => void
  doing: (what: Note) => void
  /** Something that one should know of the run. */
  note: (note: Note) => Promise<void>
}

type RunSettings = Pick<InterestsRun, "settings">

export interface Prepared {
  samples: Samples
  encodings: Encodings
  /** With the adapter that the run starts from. */
  networks: Networks
  /** K that every sample has. */
  neighbours: number
}

/** @throws StudioError training.none_left, and what planning and encoding throw */
export async function prepareRun(
  studio: Studio,
  folder: RunFolder,
  run: RunSettings,
  hooks: PrepareHooks,
): Promise<Prepared> {
  const encodings = new Encodings(studio, run.settings.target)
  const known = await folder.samples()
  const samples = known ?? (await settleSamples(studio, encodings, run, hooks))
  if (known) await encodeAll(encodings, [...known.train, ...known.heldOut], hooks)
  else await folder.writeSamples(samples)
  const networks = await settleStart(studio, folder, run)
  return { samples, encodings, networks, neighbours: leastNeighbours([...samples.train, ...samples.heldOut]) }
}

/** Plans and encodes what can be; what can't is left out, and said so. */
async function settleSamples(
  studio: Studio,
  encodings: Encodings,
  { settings }: RunSettings,
  hooks: PrepareHooks,
): Promise<Samples> {
  const pairs = await findPairs(studio, settings)
  // A run can't use more samples than it draws and measures.
  const wanted = {
    train: pairs.train.slice(0, settings.steps * settings.batch),
    heldOut: pairs.heldOut.slice(0, mostMeasured(settings.batch)),
  }
  const samples: Samples = { train: [], heldOut: [] }
  for (const part of ["train", "heldOut"] as const) {
    const planned = await planSamples(studio, wanted[part], settings, (done, total) => {
      hooks.check()
      hooks.doing(note("training.planning", { part, done, total }))
    })
    samples[part] = await encodeAll(encodings, planned, hooks)
  }
  const [train, heldOut] = [samples.train.length, samples.heldOut.length]
  if (train === 0 || heldOut === 0) throw new StudioError("training.none_left", { train, heldOut })
  const leftOut = wanted.train.length + wanted.heldOut.length - train - heldOut
  if (leftOut > 0) await hooks.note(note("training.left_out", { count: leftOut }))
  return samples
}

const leastNeighbours = (samples: readonly Sample[]): number =>
  samples.reduce(
    (least, { texts, images }) => Math.min(least, texts.length, images.length),
    Number.POSITIVE_INFINITY,
  )

/** Encodes samples; returns those whose pictures could be read. */
async function encodeAll(
  encodings: Encodings,
  samples: readonly Sample[],
  { check, doing }: PrepareHooks,
): Promise<Sample[]> {
  const encoded: Sample[] = []
  for (const [index, sample] of samples.entries()) {
    check()
    doing(note("training.encoding", { done: index + 1, total: samples.length }))
    try {
      await encodings.of(sample)
      encoded.push(sample)
    } catch (error) {
      if (!isStudioError(error, "image.unreadable")) throw error
    }
  }
  return encoded
}

/** The weights it starts from are an adapter of their own, so that the run depends on nothing that may be deleted. */
async function settleStart(studio: Studio, folder: RunFolder, { settings }: RunSettings): Promise<Networks> {
  const { pack, workspace } = studio
  if (!existsSync(join(folder.startDir, adapterManifestFile))) {
    const from =
      settings.from === null ? null : (await findAdapter(workspace.adaptersDir, settings.from)).adapter
    const tensors = await tensorsOfAdapter(await trainableNetworks(studio, from, settings.seed))
    await writeAdapterFolder(folder.startDir, tensors, { name: "start", pack, training: {} })
  }
  return new Networks(pack, workspace.cacheDir, await openAdapter(folder.startDir))
}
