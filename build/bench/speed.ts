/** How long the starter pack takes: a step, a preview, an image, a whole personalisation; and what λ2 and structure add. */
import { concatRows } from "../../native/base/tensor-rows.ts"
import type { Recipe, RecipeSettings } from "../../native/contract/recipe.ts"
import { previewSettings } from "../../native/contract/settings.ts"
import { type FloatTensor, floatTensor } from "../../native/contract/tensor.ts"
import { gaussianNoise } from "../../native/diffusion/noise.ts"
import { structuralSimilarity } from "../../native/measures/ssim.ts"
import { personalize } from "../../native/personalize/personalize.ts"
import { type Ready, Session } from "../../native/personalize/session.ts"
import type { Studio } from "../../native/personalize/studio.ts"
import { namedPersonas } from "../starter/catalog/personas.ts"
import type { Bench, Print } from "./figure.ts"
import { figure, mean, median, medianSeconds, psnr } from "./figure.ts"
import { withSampleStudio } from "./sample-studio.ts"
import { costOfStructure } from "./structure-cost.ts"

const rounds = 7
const steps = 20
/** Shoppers whose previews are compared. */
const compared = 8

export const bench: Bench = {
  name: "speed",
  about: "the starter pack at 256×256: medians",
  run: (print, packDir) =>
    withSampleStudio(async ({ studio }) => {
      const [persona] = (await studio.workspace.personas()).filter(({ id, name }) => id !== name)
      const request = { item: persona!.items[0]!, persona: persona!.id }
      const session = new Session(studio)
      const { recipe } = await personalize(session, { ...request, settings: { count: 1, steps: 2 } })
      const ready = await session.conditions({ studio, recipe })
      print(`device ${studio.runtime.device}, pack ${studio.pack.name} ${studio.pack.manifest.version}`)

      const as = (change: Partial<RecipeSettings>): Recipe => ({
        ...recipe,
        settings: { ...recipe.settings, ...change },
      })
      const preview = () => session.draw({ ...ready, recipe: as(previewSettings) }, recipe.made.seed)
      const { steps: few } = previewSettings
      print(figure(`${few}-step preview`, await medianSeconds(5, preview), "s", { atMost: 0.5 }))
      const image = () => session.draw({ ...ready, recipe: as({ steps: 50 }) }, recipe.made.seed)
      print(figure("50-step DDIM image", await medianSeconds(3, image), "s", { atMost: 6 }))
      const four = () => personalize(new Session(studio), { ...request, settings: { count: 4, steps: 50 } })
      print(figure("personalisation, four 50-step images", await medianSeconds(1, four), "s", { atMost: 25 }))

      await comparePreviews(studio, print)

      // With and without, by turns, so that whatever else the machine does meets both.
      const both = (row: FloatTensor) => concatRows([row, row])
      const one = floatTensor([2], Float32Array.of(1, 1))
      const { text, image: shown, interest } = ready.conditions
      const without = { text: both(text), image: both(shown!), lambda1: one, image_scale: one }
      const side = studio.pack.nativeSize / studio.pipeline.pixelsPerLatent
      const all = { ...without, interest: both(interest!), lambda2: one }
      const denoisers = {
        without: await studio.pipeline.denoiser(without, side, side),
        with: await studio.pipeline.denoiser(all, side, side),
      }
      const latents = gaussianNoise(0, [2, studio.pipeline.latentChannels, side, side])
      const seconds = { with: [] as number[], without: [] as number[] }
      for (let round = 0; round < rounds; round++) {
        for (const which of ["with", "without"] as const) {
          const start = performance.now()
          const lambda2 = which === "with" ? 0.2 : 0
          await new Session(studio).conditions({ studio, recipe: as({ lambda2 }) })
          const encoded = performance.now()
          for (let step = 0; step < steps; step++) await denoisers[which](latents, 500)
          // The interest attention runs once an image: its share of a step is a fiftieth of its time.
          seconds[which].push((performance.now() - encoded) / 1000 / steps + (encoded - start) / 1000 / 50)
        }
      }
      const [plain, added] = [median(seconds.without), median(seconds.with) - median(seconds.without)]
      print(figure("a guided step", plain, "s"))
      print(figure("interest attention and λ2 branch, of a step", added / plain, "%", { atMost: 0.05 }))
      await costOfStructure(studio, all, print)
      await costOfProtecting(session, ready, plain, print)
    }, packDir),
}

/** What a protected region adds to a step: half of the latents are kept. */
async function costOfProtecting(session: Session, ready: Ready, plain: number, print: Print): Promise<void> {
  const { pack, pipeline } = session.studio
  const side = pack.nativeSize / pipeline.pixelsPerLatent
  const latents = gaussianNoise(1, [1, pipeline.latentChannels, side, side])
  const cells = Uint8Array.from({ length: side * side }, (_, at) => at % 2)
  const { recipe, picture } = ready
  const asked = { ...recipe, settings: { ...recipe.settings, steps } }
  const without = { ...ready, recipe: asked }
  const ways = { without, with: { ...without, picture: { ...picture, kept: { latents, cells } } } }
  const seconds = { with: [] as number[], without: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    for (const which of ["with", "without"] as const) {
      const start = performance.now()
      await session.draw(ways[which], recipe.made.seed)
      seconds[which].push((performance.now() - start) / 1000 / steps)
    }
  }
  const added = median(seconds.with) - median(seconds.without)
  print(figure("a protected region, of a step", added / plain, "%", { atMost: 0.02 }))
}

/** How near a preview comes to the 50-step image of the same noise, beside the solver's usual noise levels. */
async function comparePreviews(studio: Studio, print: Print): Promise<void> {
  const plain = { scheduler: "dpmpp-2m", steps: previewSettings.steps } as const
  const ways = { "the preview": previewSettings, "as many steps of DPM-Solver++ 2M": plain }
  const session = new Session(studio)
  const found = Object.keys(ways).map(way => ({ way, likeness: [] as number[], psnrs: [] as number[] }))
  for (const { user_id: persona } of namedPersonas.slice(0, compared)) {
    const { items } = await studio.workspace.findPersona(persona)
    const { images, recipe } = await personalize(session, {
      item: items[0]!,
      persona,
      settings: { count: 1, steps: 50 },
    })
    const ready = await session.conditions({ studio, recipe })
    for (const [index, settings] of Object.values(ways).entries()) {
      const own = { ...recipe, settings: { ...recipe.settings, ...settings } }
      const { image: quick } = await session.draw({ ...ready, recipe: own }, own.made.seed)
      found[index]!.likeness.push(await structuralSimilarity(quick, images[0]!.image))
      found[index]!.psnrs.push(psnr(quick.data, images[0]!.image.data))
    }
  }
  for (const { way, likeness, psnrs } of found) {
    print(figure(`SSIM to the 50-step image, ${way}`, mean(likeness), ""))
    print(figure(`PSNR to the 50-step image, ${way}`, mean(psnrs), "dB"))
  }
}
