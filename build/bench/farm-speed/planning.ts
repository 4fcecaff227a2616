/** Recipes planned a second in a large catalog: the sample catalog's items over and over, each with its sample's embeddings. */
import type { Item } from "../../../native/contract/catalog.ts"
import { settingsSchema } from "../../../native/contract/settings.ts"
import { Session } from "../../../native/personalize/session.ts"
import type { Studio } from "../../../native/personalize/studio.ts"
import { figure, type Print } from "../figure.ts"
import { withSampleStudio } from "../sample-studio.ts"

const items = Number(process.env.IAMG_FARM_ITEMS ?? 20_000)
const planned = 300
/** Rows that the pool writes at a time. */
const batch = 5000

export const measurePlanning = (print: Print): Promise<void> =>
  withSampleStudio(async ({ studio }) => {
    const samples = await studio.workspace.items()
    await enlarge(studio, samples)
    const session = new Session(studio)
    const personas = await studio.workspace.personas()
    const began = performance.now()
    for (let n = 0; n < planned; n++) {
      // The copies have no tags of their own: they are what is searched.
      const item = samples[(n * 7) % samples.length]!
      const own = personas.filter(({ scenario }) => scenario === item.scenario)
      const persona = own[n % own.length]!
      await session.plan({ item: item.id, persona: persona.id }, { ...settingsSchema.parse({}), seed: n })
    }
    const seconds = (performance.now() - began) / 1000
    print(
      figure(`recipes planned, starter, ${items} items`, planned / seconds, "recipes/s", { atLeast: 100 }),
    )
  })

async function enlarge({ workspace, pool }: Studio, samples: readonly Item[]): Promise<void> {
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
        return { id, scenario, text: texts[of]!, image: images[of]!, clip: clips[of]!, textHash, imageHash }
      }),
    )
  await pool.buildIndex()
}
