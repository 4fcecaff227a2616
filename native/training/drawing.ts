/** Sample images on the way: the same pairs and seed each time, drawn with the weights as they are. */
import { join } from "node:path"
import { pngBytes } from "../base/raw-image.ts"
import { writeAtomic } from "../catalog/atomic.ts"
import { previewSettings } from "../contract/settings.ts"
import type { TrainingSettings } from "../contract/training.ts"
import { openAdapter } from "../models/adapter.ts"
import { planSettings } from "../personalize/pairs.ts"
import { personalize } from "../personalize/personalize.ts"
import { Session } from "../personalize/session.ts"
import { type Studio, withAdapter } from "../personalize/studio.ts"
import type { LogLine, RunFolder } from "./run-folder.ts"
import type { Sample } from "./samples.ts"

/** How many pairs, and how they are drawn: as a preview is. */
const pairs = 3
const look = { ...previewSettings, count: 1, seed: 7 } as const

export interface DrawOptions {
  /** An adapter folder with the weights to draw with. */
  adapterDir: string
  samples: readonly Sample[]
  /** The run's settings: it trains with the same H, k, K and λ2. */
  settings: TrainingSettings
  step: number
}

/** Draws into the run's folder, and says what, one image at a time. */
export async function* drawSamples(
  studio: Studio,
  folder: RunFolder,
  { adapterDir, samples, settings: run, step }: DrawOptions,
): AsyncGenerator<LogLine> {
  const tuned = await withAdapter(studio, await openAdapter(adapterDir))
  const session = new Session(tuned)
  for (const [index, { item, persona }] of samples.slice(0, pairs).entries()) {
    const planned = planSettings(tuned, await tuned.workspace.findItem(item), run)
    const settings = { ...planned, ...look, lambda2: run.lambda2 }
    const { images } = await personalize(session, { item, persona, settings })
    const file = `${String(step).padStart(8, "0")}-${index}.png`
    await writeAtomic(join(folder.drawnDir, file), await pngBytes(images[0]!.image))
    yield { type: "drawn", step, item, persona, file }
  }
}
