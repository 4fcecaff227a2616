/** Which pictures an image set would hold for a look: the starter's own, those of other items, and pictures that failed. */
import type { Item, Persona } from "../../native/contract/catalog.ts"
import { candidateYardstick, judgeCandidate } from "../../native/measures/candidates.ts"
import type { RawImage } from "../../native/models/image.ts"
import { Session } from "../../native/personalize/session.ts"
import type { Studio } from "../../native/personalize/studio.ts"
import { rngOf } from "../starter/artist/rng.ts"
import { type Bench, figure } from "./figure.ts"
import { withSampleStudio } from "./sample-studio.ts"

const pairs = 24
const seeds = [1, 2]
const drawing = { steps: 20, scheduler: "dpmpp-2m-karras" } as const

type Kind = "the item's own" | "another item's of the scenario" | "noise" | "grey" | "black"

export const bench: Bench = {
  name: "doubts",
  about: "which pictures an image set with --best-of holds for a look",
  run: (print, packDir) =>
    withSampleStudio(async ({ studio }) => {
      const held = new Map<Kind, boolean[]>()
      const lines: boolean[] = []
      const drawn: { item: Item; image: RawImage }[] = []
      const session = new Session(studio)
      for (const [index, { item, persona }] of (await pairsOf(studio)).entries()) {
        const planned = await session.plan({ item: item.id, persona: persona.id }, drawing)
        const ready = await session.conditions(planned)
        const yardstick = await candidateYardstick(studio, item, planned.recipe)
        const judge = async (kind: Kind, image: RawImage) => {
          const { doubts } = await judgeCandidate(studio.pipeline, image, yardstick)
          held.set(kind, [...(held.get(kind) ?? []), doubts.length > 0])
          return doubts.length > 0
        }
        const own: boolean[] = []
        for (const seed of seeds) {
          const { image } = await session.draw(ready, seed)
          own.push(await judge("the item's own", image))
          if (seed === seeds[0]) drawn.push({ item, image })
        }
        lines.push(own.every(Boolean))
        const others = drawn.filter(one => one.item.scenario === item.scenario && one.item.id !== item.id)
        for (const other of others.slice(-2)) await judge("another item's of the scenario", other.image)
        const { width, height } = planned.recipe.made
        await judge("noise", noiseOf(width, height, index))
        await judge("grey", flat(width, height, 128))
        await judge("black", flat(width, height, 0))
      }
      const aims: Partial<Record<Kind, { atMost: number } | { atLeast: number }>> = {
        "the item's own": { atMost: 0.1 },
        "another item's of the scenario": { atLeast: 0.5 },
        grey: { atLeast: 1 },
        black: { atLeast: 1 },
      }
      for (const [kind, all] of held)
        print(figure(`held: ${kind}, ${all.length} pictures`, shareOf(all), "%", aims[kind]))
      print(figure(`held: images, best of ${seeds.length}`, shareOf(lines), "%", { atMost: 0.1 }))
    }, packDir),
}

const shareOf = (all: readonly boolean[]): number => all.filter(Boolean).length / all.length

async function pairsOf({ workspace }: Studio): Promise<{ item: Item; persona: Persona }[]> {
  const items = await workspace.items()
  const personas = await workspace.personas()
  return Array.from({ length: pairs }, (_, index) => {
    const persona = personas[(index * 7) % personas.length]!
    const own = items.filter(({ scenario }) => scenario === persona.scenario)
    return { item: own[(index * 11) % own.length]!, persona }
  })
}

const flat = (width: number, height: number, value: number): RawImage => ({
  width,
  height,
  channels: 3,
  data: new Uint8Array(width * height * 3).fill(value),
})

function noiseOf(width: number, height: number, seed: number): RawImage {
  const rng = rngOf(`noise/${seed}`)
  return {
    ...flat(width, height, 0),
    data: Uint8Array.from({ length: width * height * 3 }, () => rng.next() * 256),
  }
}
