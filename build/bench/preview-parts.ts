/** What a preview is made of, in one process without a page: which parts are kept, and how long the others take. */
import { previewSettings } from "../../native/contract/settings.ts"
import type { FloatTensor } from "../../native/contract/tensor.ts"
import { frameOf, guessOf } from "../../native/engine/studio/frame.ts"
import { measure } from "../../native/engine/studio/metrics.ts"
import type { Pipeline } from "../../native/models/pipeline.ts"
import { Session } from "../../native/personalize/session.ts"
import type { Studio } from "../../native/personalize/studio.ts"
import { figure, medianSeconds, type Print } from "./figure.ts"

const runs = 7
const encoders = ["encodeText", "encodeImage", "imageTokens", "interest", "foreground"] as const

export async function measureParts(studio: Studio, print: Print): Promise<void> {
  const [persona] = (await studio.workspace.personas()).filter(({ id, name }) => id !== name)
  const about = { item: persona!.items[0]!, persona: persona!.id }
  const timed = async (what: string, work: () => Promise<unknown>) =>
    print(figure(what, 1000 * (await medianSeconds(runs, work)), "ms"))

  const session = new Session(studio)
  const planned = await session.plan(about, previewSettings)
  const ready = await session.conditions(planned)
  const { seed } = planned.recipe.made
  let guess: FloatTensor | undefined
  const drawn = await session.draw(ready, seed, {
    onStep: ({ predictedOriginal }) => {
      guess = predictedOriginal
    },
  })
  await timed("a preview's parts: the plan", () => new Session(studio).plan(about, previewSettings))
  await timed("a preview's parts: encoding and attending", () => new Session(studio).conditions(planned))
  await timed("a preview's parts: both, kept from the one before", async () =>
    session.conditions(await session.plan(about, { ...previewSettings, lambda2: 0.3 })),
  )
  await timed("a preview's parts: drawing", () => session.draw(ready, seed))
  await timed("a preview's parts: one guess on the way", () => guessOf(studio.pipeline, guess!))
  await timed("a preview's parts: the image as a file", () => frameOf(drawn.image))
  await timed("after a preview: what is measured of it", () => measure(studio, drawn.image, drawn.recipe))

  const encoded = countRuns(studio.pipeline)
  const final = await session.conditions(await session.plan(about, { steps: 2 }))
  await session.draw(final, seed)
  print(figure("encoders that run for a render after its preview", encoded(), "", { atMost: 0 }))
}

/** Counts the runs of encoders from now on. */
function countRuns(pipeline: Pipeline): () => number {
  let count = 0
  for (const name of encoders) {
    const run = pipeline[name].bind(pipeline) as (...given: unknown[]) => Promise<unknown>
    Object.assign(pipeline, {
      [name]: (...given: unknown[]) => {
        count++
        return run(...given)
      },
    })
  }
  return () => count
}
