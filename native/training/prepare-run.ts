/** What a run settles before its first step, once: samples, encodings, starting weights. A resumed run finds it all. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { StudioError } from "../contract/errors.ts"
import type { Run } from "../contract/training.ts"
import { adapterManifestFile, openAdapter } from "../models/adapter.ts"
import { Networks } from "../models/networks.ts"
import type { Studio } from "../personalize/studio.ts"
import { tensorsOfAdapter, trainableNetworks, writeAdapterFolder } from "./adapter-folder.ts"
import { findAdapter } from "./adapters.ts"
import { Encodings } from "./encodings.ts"
import type { RunFolder, Samples } from "./run-folder.ts"
import { findPairs, planSamples } from "./samples.ts"

export interface PrepareHooks {
  /** Throws to stop. */
  check: () => void
  doing: (what: string) => void
}

export interface Prepared {
  samples: Samples
  encodings: Encodings
  /** With the adapter that the run starts from. */
  networks: Networks
  /** K that every sample has. */
  neighbours: number
}

/** @throws StudioError training.too_few, job.cancelled, and what planning and encoding throw */
export async function prepareRun(
  studio: Studio,
  folder: RunFolder,
  run: Run,
  hooks: PrepareHooks,
): Promise<Prepared> {
  const samples = await settleSamples(studio, folder, run, hooks)
  const all = [...samples.train, ...samples.heldOut]
  const encodings = new Encodings(studio, run.settings.target)
  for (const [index, sample] of all.entries()) {
    hooks.check()
    hooks.doing(`encoding ${index + 1} of ${all.length}`)
    await encodings.of(sample)
  }
  const networks = await settleStart(studio, folder, run)
  const neighbours = Math.min(...all.flatMap(({ texts, images }) => [texts.length, images.length]))
  return { samples, encodings, networks, neighbours }
}

async function settleSamples(
  studio: Studio,
  folder: RunFolder,
  run: Run,
  hooks: PrepareHooks,
): Promise<Samples> {
  const known = await folder.samples()
  if (known) return known
  const { settings } = run
  const pairs = await findPairs(studio, settings)
  const plan = (these: typeof pairs.train, what: string) =>
    planSamples(studio, these, settings, (done, total) => {
      hooks.check()
      hooks.doing(`planning ${what} ${done} of ${total}`)
    })
  // A run can't use more samples than it draws.
  const train = await plan(pairs.train.slice(0, settings.steps * settings.batch), "sample")
  const heldOut = await plan(pairs.heldOut, "held-out sample")
  if (train.samples.length === 0 || heldOut.samples.length === 0) {
    throw new StudioError("training.too_few", {
      found: train.samples.length + heldOut.samples.length,
      needed: 2,
      source: pairs.source,
    })
  }
  const samples = { train: train.samples, heldOut: heldOut.samples }
  await folder.writeSamples(samples)
  return samples
}

/** The weights it starts from are an adapter of their own, so that the run depends on nothing that may be deleted. */
async function settleStart(studio: Studio, folder: RunFolder, { settings, name }: Run): Promise<Networks> {
  const { pack, workspace } = studio
  if (!existsSync(join(folder.startDir, adapterManifestFile))) {
    const from =
      settings.from === null ? null : (await findAdapter(workspace.adaptersDir, settings.from)).adapter
    const tensors = await tensorsOfAdapter(await trainableNetworks(studio, from, settings.seed))
    await writeAdapterFolder(folder.startDir, tensors, { name: `${name}, start`, pack, training: {} })
  }
  return new Networks(pack, workspace.cacheDir, await openAdapter(folder.startDir))
}
