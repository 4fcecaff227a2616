/** Where the time goes (paper, appendix D): items a second of each stage of the preparation, and seconds of a request. */
import { concatRows } from "../base/tensor-rows.ts"
import { type Item, itemText } from "../contract/catalog.ts"
import { StudioError } from "../contract/errors.ts"
import type { EvaluationSettings, StageTime, TimedStage } from "../contract/evaluation.ts"
import { scenarioSettings } from "../contract/scenario.ts"
import { studySettingsSchema } from "../contract/settings.ts"
import { builtInTagger } from "../interests/built-in-tagger.ts"
import { clipEmbedder } from "../interests/clip-embedder.ts"
import { readImage } from "../models/image.ts"
import type { Pair } from "../personalize/pairs.ts"
import { Session } from "../personalize/session.ts"
import type { Studio } from "../personalize/studio.ts"
import { type Arm, armsOf, reference } from "./arms.ts"
import type { StudyHooks } from "./image-study.ts"

/** Items that a stage of the preparation is timed on, items of a batch, and images of a request. */
const sampled = 24
const batchSize = 8
const requested = 4 // native/words/*/report.ts names it

/** `pair`: whose request is timed. @throws StudioError job.cancelled */
export async function timeStages(
  studio: Studio,
  pair: Pair,
  settings: EvaluationSettings,
  { signal, onProgress }: Pick<StudyHooks, "signal" | "onProgress">,
): Promise<StageTime[]> {
  const { pipeline, pack, pool, workspace } = studio
  const items = (await workspace.items()).slice(0, sampled)
  const pathOf = (item: Item) => workspace.imagePath(item.image)
  const tagger = builtInTagger(clipEmbedder(pipeline))
  const oneByOne = (work: (item: Item) => Promise<unknown>) => async () => {
    for (const item of items) await work(item)
  }
  const inBatches = (work: (batch: Item[]) => Promise<unknown>) => async () => {
    for (let start = 0; start < items.length; start += batchSize)
      await work(items.slice(start, start + batchSize))
  }
  const ids = items.map(({ id }) => id)
  const stages: { stage: TimedStage; run: () => Promise<unknown> }[] = [
    ...(pack.has("foreground")
      ? [
          {
            stage: "foreground" as const,
            run: oneByOne(async item => pipeline.foreground(await readImage(pathOf(item)))),
          },
        ]
      : []),
    {
      stage: "tags",
      run: oneByOne(async item => {
        const scenario = studio.scenario(item.scenario)
        await tagger.tagImage(item, pathOf(item), scenario)
        await tagger.tagText(item, scenario)
      }),
    },
    {
      stage: "texts",
      run: inBatches(batch => pipeline.encodeText(batch.map(itemText))),
    },
    {
      stage: "images",
      run: inBatches(async batch =>
        pipeline.encodeImage(
          concatRows(await Promise.all(batch.map(item => pipeline.preprocess(pathOf(item), "keep-whole")))),
        ),
      ),
    },
    { stage: "textVectors", run: () => pool.vectors(ids, "text") },
    { stage: "imageVectors", run: () => pool.vectors(ids, "image") },
  ]
  const requests: { stage: TimedStage; arm: Arm }[] = [
    { stage: "request", arm: named(studio, reference) },
    { stage: "plainRequest", arm: named(studio, "ip-adapter") },
  ]
  const times: StageTime[] = []
  const total = stages.length + requests.length
  const done = (time: StageTime) => {
    times.push(time)
    onProgress?.(times.length, total)
    if (signal?.aborted) throw new StudioError("job.cancelled", { what: "evaluation" })
  }
  for (const { stage, run } of stages) {
    await run() // loading, which happens once, isn't timed
    done({ stage, unit: "items/s", value: items.length / (await secondsOf(run)) })
  }
  for (const { arm, stage } of requests) {
    const request = await requestOf(studio, pair, settings, arm, signal)
    await request(1)
    done({ stage, unit: "s", value: await secondsOf(() => request(requested)) })
  }
  return times
}

const named = (studio: Studio, id: string): Arm =>
  armsOf("methods", studio, false).find(arm => arm.id === id)!

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

/** What makes images of a user's objective item, from reading it on: nothing is kept from the request before. */
async function requestOf(
  studio: Studio,
  { persona, item: id }: Pair,
  asked: EvaluationSettings,
  arm: Arm,
  signal: AbortSignal | undefined,
): Promise<(count: number) => Promise<void>> {
  const item = await studio.workspace.findItem(id)
  const drawing = studySettingsSchema.parse(asked)
  const settings = { ...drawing, ...scenarioSettings(studio.scenario(item.scenario)), ...arm.settings }
  return async count => {
    const session = new Session(studio)
    const { without } = arm
    const planned = await session.plan({ item: id, persona: persona.id }, settings, { without })
    const ready = await session.conditions(planned)
    for (let n = 0; n < count; n++) await session.draw(ready, drawing.seed + n, { signal })
  }
}
