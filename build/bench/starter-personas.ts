/** Whether personalisation shows: persona tags in T*, and retrieved neighbours against random ones. */
import { itemText } from "../../native/contract/catalog.ts"
import type { Recipe } from "../../native/contract/recipe.ts"
import { type FloatTensor, floatTensor } from "../../native/contract/tensor.ts"
import { gaussianNoise } from "../../native/diffusion/noise.ts"
import { alphasCumprod, predictOriginal } from "../../native/diffusion/noise-schedule.ts"
import { pixelsFromImage, readImage } from "../../native/models/image.ts"
import { sha256 } from "../../native/personalize/hash.ts"
import { type Planned, Session } from "../../native/personalize/session.ts"
import type { Studio } from "../../native/personalize/studio.ts"
import { rngOf } from "../starter/artist/rng.ts"
import { namedPersonas } from "../starter/catalog/personas.ts"
import { figure, mean, type Print, share } from "./figure.ts"
import { type Judge, presence } from "./judge.ts"

const itemsPerPersona = 3
const timesteps = [200, 400, 600, 800]

/** Items of a scenario outside some personas' histories, spread over the catalog: the same ones each time. */
async function itemsFor(
  { workspace }: Studio,
  scenario: string,
  users: readonly string[],
): Promise<string[]> {
  const personas = await Promise.all(users.map(user => workspace.findPersona(user)))
  const known = new Set(personas.flatMap(persona => persona.items))
  const items = await workspace.items({ scenario })
  const fresh = items.map(item => item.id).filter(id => !known.has(id))
  const stride = Math.floor(fresh.length / itemsPerPersona)
  return Array.from({ length: itemsPerPersona }, (_, index) => fresh[index * stride]!)
}

/** An item planned for a persona; `change` alters the settings. */
const planFor = (session: Session, item: string, persona: string, change: { tags?: number } = {}) =>
  session.plan({ item, persona }, { scheduler: "dpmpp-2m", steps: 20, ...change })

/** With the same seed: does T* with the persona's tags show more of what the persona likes than T* without, or another's? */
export async function showsPersona(studio: Studio, judge: Judge, print: Print): Promise<void> {
  const session = new Session(studio)
  const scores = { own: [] as number[], without: [] as number[], other: [] as number[] }
  for (const { user_id, scenario, likes } of namedPersonas) {
    const rival = namedPersonas.find(other => other.scenario === scenario && other.user_id !== user_id)!
    for (const item of await itemsFor(studio, scenario, [user_id, rival.user_id])) {
      const plans = {
        own: await planFor(session, item, user_id),
        without: await planFor(session, item, user_id, { tags: 0 }),
        other: await planFor(session, item, rival.user_id),
      }
      for (const [which, planned] of Object.entries(plans) as [keyof typeof scores, Planned][]) {
        const { image } = await session.draw(await session.conditions(planned), planned.recipe.made.seed)
        scores[which].push(presence(await judge.look(image, scenario), likes))
      }
    }
  }
  const wins = (than: readonly number[]) => share(scores.own.map((score, index) => score > than[index]!))
  for (const [which, values] of Object.entries(scores)) {
    print(figure(`persona's facets seen, T* ${which}`, mean(values), "%"))
  }
  print(
    figure(`pairs where own tags beat none (${scores.own.length})`, wins(scores.without), "%", {
      atLeast: 0.8,
    }),
  )
  print(figure("pairs where own tags beat another's", wins(scores.other), "%", { atLeast: 0.8 }))
}

/** The denoising loss (eq. 14) of persona items at λ2 0.2, with retrieved and with random neighbours. */
export async function beatsRandomNeighbours(studio: Studio, print: Print): Promise<void> {
  const session = new Session(studio)
  const losses = { retrieved: [] as number[], random: [] as number[] }
  const rng = rngOf("random neighbours")
  for (const { user_id, scenario } of namedPersonas) {
    const items = await studio.workspace.items({ scenario })
    const { items: history } = await studio.workspace.findPersona(user_id)
    const { recipe } = await planFor(session, history[0]!, user_id)
    const anyItem = () => items[rng.below(items.length)]!
    const random = {
      ...recipe,
      plan: {
        ...recipe.plan,
        textNeighbours: recipe.plan.textNeighbours
          .map(() => anyItem())
          .map(item => ({ id: item.id, similarity: 0, hash: sha256(itemText(item)) })),
        imageNeighbours: recipe.plan.imageNeighbours
          .map(() => anyItem())
          .map(item => ({ id: item.id, similarity: 0, hash: item.image })),
      },
    }
    losses.retrieved.push(await denoisingLoss(session, recipe))
    losses.random.push(await denoisingLoss(session, random))
  }
  const lower = share(losses.retrieved.map((loss, index) => loss < losses.random[index]!))
  print(figure("denoising loss, retrieved neighbours", mean(losses.retrieved), ""))
  print(figure("denoising loss, random neighbours", mean(losses.random), ""))
  print(figure("objective items where retrieved beat random", lower, "%", { atLeast: 0.5 }))
}

/** Mean square error of the noise predicted in the item's own latents, over fixed noise and timesteps. */
async function denoisingLoss(session: Session, recipe: Recipe): Promise<number> {
  const { studio } = session
  const { pipeline, workspace } = studio
  const { scheduler } = pipeline.pack
  const alphas = alphasCumprod(scheduler)
  const { mean: clean } = await pipeline.vaeEncode(
    pixelsFromImage(await readImage(workspace.imagePath(recipe.plan.item.imageHash))),
  )
  const [, , height, width] = clean.shape as [number, number, number, number]
  const strength = (value: number) => floatTensor([1], Float32Array.of(value))
  const { conditions: told } = await session.conditions({ studio, recipe })
  const { lambda1, lambda2, imageScale } = recipe.settings
  const strengths = {
    lambda1: strength(lambda1),
    lambda2: strength(lambda2),
    image_scale: strength(imageScale),
  }
  const denoise = await pipeline.denoiser({ ...told, ...strengths }, height, width)
  const errors: number[] = []
  for (const [index, timestep] of timesteps.entries()) {
    const noise = gaussianNoise(index, clean.shape)
    const [alpha, sigma] = [Math.sqrt(alphas[timestep]!), Math.sqrt(1 - alphas[timestep]!)]
    const noisy: FloatTensor = floatTensor(
      clean.shape,
      clean.data.map((x, i) => alpha * x * pipeline.scalingFactor + sigma * noise.data[i]!),
    )
    const output = await denoise(noisy, timestep)
    const original = predictOriginal(scheduler.prediction_type, output.data, noisy.data, alpha, sigma)
    const predicted = noisy.data.map((x, i) => (x - alpha * original[i]!) / sigma)
    errors.push(predicted.reduce((sum, x, i) => sum + (x - noise.data[i]!) ** 2, 0) / noise.data.length)
  }
  return mean(errors)
}
