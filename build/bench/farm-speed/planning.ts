/**
 * Recipes planned a second in a large catalog: the sample catalog's items over and over, each with its sample's embeddings, a
 * little changed: of many that are equally near, a search would have to put all in order.
 */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Item } from "../../../native/contract/catalog.ts"
import { settingsSchema } from "../../../native/contract/settings.ts"
import { openComponent, run } from "../../../native/models/components.ts"
import { Networks } from "../../../native/models/networks.ts"
import { openPack } from "../../../native/models/pack.ts"
import { Session } from "../../../native/personalize/session.ts"
import type { Studio } from "../../../native/personalize/studio.ts"
import { figure, type Print } from "../figure.ts"
import { randomOf } from "../fuzz/mutate.ts"
import { randomSd15 } from "../random-sd15.ts"
import { withSampleStudio } from "../sample-studio.ts"

const random = randomOf(7)
const items = Number(process.env.IAMG_FARM_ITEMS ?? 20_000)
const planned = 300
/** As sets do. */
const plannedAtOnce = 4
/** Rows that the pool writes at a time. */
const batch = 5000

export const measurePlanning = (print: Print): Promise<void> =>
  withSampleStudio(async ({ studio }) => {
    const samples = await studio.workspace.items()
    await enlarge(studio, samples)
    const what = `recipes planned, starter, ${items} items`
    const recipe = await measure(studio, samples)
    print(figure("processor time of a recipe, all threads", recipe.milliseconds, "ms"))
    print(figure(what, recipe.aSecond, "recipes/s", { atLeast: 100 }))
    const dir = await mkdtemp(join(tmpdir(), "iamg-bench-clip-"))
    try {
      await encodeByClipL(studio, dir)
      const { aSecond } = await measure(studio, samples)
      print(figure(`${what}, each text encoded by a CLIP-L, too`, aSecond, "recipes/s"))
    } finally {
      await rm(dir, { recursive: true })
    }
  })

/** How many pairs are planned a second, and the processor's time of one. */
async function measure(
  studio: Studio,
  samples: readonly Item[],
): Promise<{ aSecond: number; milliseconds: number }> {
  const session = new Session(studio)
  const personas = await studio.workspace.personas()
  // As in a set: one item for all of its personas, then the next. The copies have no tags of their own: they are what is searched.
  const pairs = samples.flatMap(item =>
    personas.filter(({ scenario }) => scenario === item.scenario).map(persona => ({ item, persona })),
  )
  const began = performance.now()
  const before = process.cpuUsage()
  let n = 0
  const plan = async () => {
    while (n < planned) {
      const seed = n++
      const { item, persona } = pairs[seed % pairs.length]!
      // Another setting each round: nothing of an earlier round is of use.
      const settings = {
        ...settingsSchema.parse({}),
        seed,
        neighbours: 5 + Math.floor(seed / pairs.length),
      }
      await session.plan({ item: item.id, persona: persona.id }, settings)
    }
  }
  await Promise.all(Array.from({ length: plannedAtOnce }, plan))
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(before)
  return { aSecond: planned / seconds, milliseconds: (user + system) / 1000 / planned }
}

/** From now on each text also goes through a text encoder of CLIP-L's shapes, as a pack of Stable Diffusion 1.5 has it. */
async function encodeByClipL({ pipeline }: Studio, dir: string): Promise<void> {
  const pack = await openPack(await randomSd15(dir, ["text_encoder"]))
  const networks = new Networks(pack, pipeline.runtime.cacheDir)
  const encoder = await openComponent(networks, "text_encoder")
  const encode = pipeline.encodeText.bind(pipeline)
  const input_ids = { dtype: "int64", shape: [1, 77], data: new BigInt64Array(77).fill(1n) } as const
  const encodeOne = () => run(pipeline.runtime, networks, "text_encoder", encoder, { input_ids })
  await encodeOne()
  Object.assign(pipeline, {
    encodeText: async (texts: readonly string[]) => {
      for (const _ of texts) await encodeOne()
      return encode(texts)
    },
  })
}

/** A vector nearby: each number by up to a tenth of the usual one more or less. */
function changed(vector: Float32Array): Float32Array {
  const usual = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0) / vector.length)
  return vector.map(value => value + 0.2 * usual * (random() - 0.5))
}

export async function enlarge({ workspace, pool }: Studio, samples: readonly Item[]): Promise<void> {
  const ids = samples.map(({ id }) => id)
  const texts = await pool.vectors(ids, "text")
  const images = await pool.vectors(ids, "image")
  const clips = await pool.vectors(ids, "clip")
  const hashes = await pool.hashes(ids)
  const copies = Array.from({ length: items - samples.length }, (_, n) => {
    const sample = samples[n % samples.length]!
    return { ...sample, id: `${sample.id}-${n}`, title: `${sample.title} ${n}` }
  })
  await workspace.commit({ items: copies, interactions: [], names: [], k: 5 })
  for (let start = 0; start < copies.length; start += batch)
    await pool.upsert(
      copies.slice(start, start + batch).map((copy, n) => {
        const of = (start + n) % samples.length
        const { id, scenario } = copy
        const { textHash, imageHash } = hashes.get(ids[of]!)!
        const [text, image, clip] = [texts[of]!, images[of]!, clips[of]!].map(changed)
        return { id, scenario, text: text!, image: image!, clip: clip!, textHash, imageHash }
      }),
    )
  await pool.buildIndex()
}
