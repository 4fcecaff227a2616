/** The starter's parts: VAE, CLIP pair, text-to-image. */
import { row } from "../../native/base/tensor-rows.ts"
import { sample } from "../../native/diffusion/sample.ts"
import { clipEmbedder } from "../../native/interests/clip-embedder.ts"
import { zeroShot } from "../../native/interests/zero-shot.ts"
import { foregroundMask } from "../../native/models/foreground.ts"
import { imageFromPixels, pixelsFromImage } from "../../native/models/image.ts"
import type { Studio } from "../../native/personalize/studio.ts"
import { figure, mean, type Print, psnr, share } from "./figure.ts"
import { frechetDistance } from "./frechet.ts"
import { type Judge, recognised } from "./judge.ts"
import { rewriteOf } from "./rewrite-of.ts"
import { unseenDrawings } from "./unseen.ts"

/** The Fréchet distance of starter pack 0.4, the last before the second version was begun, at its guidance of 7.5. */
const firstDistance = 1.528

const counts = { reconstructed: 48, cutOut: 48, recognised: 240, asked: 240 }

/** PSNR of decode(mean of encode), and share of the drawings' facets that the judge still sees in it. */
export async function reconstructs({ pipeline }: Studio, judge: Judge, print: Print): Promise<void> {
  const values: number[] = []
  const seen: boolean[] = []
  for await (const { image, scenario, facets } of unseenDrawings(counts.reconstructed)) {
    const { mean: latents } = await pipeline.vaeEncode(pixelsFromImage(image))
    const decoded = imageFromPixels(await pipeline.vaeDecode(latents))
    values.push(psnr(decoded.data, image.data))
    seen.push(...Object.values(recognised(await judge.look(decoded, scenario), facets)))
  }
  print(figure(`VAE PSNR, ${values.length} drawings`, mean(values), "dB", { atLeast: 32 }))
  print(figure("  facets that the judge still recognises", share(seen), "%"))
}

/** Intersection over union of the subjects' masks and the foreground network's, each cut at one half. */
export async function cutsOut({ runtime, pack }: Studio, print: Print): Promise<void> {
  const model = await runtime.loadFile(await pack.weightsFile("foreground"))
  const input = pack.manifest.foreground!
  const values: number[] = []
  for await (const { image, mask } of unseenDrawings(counts.cutOut)) {
    const { data: found } = await foregroundMask(model, image, input)
    let [both, either] = [0, 0]
    for (const [i, value] of (await mask(input.size)).entries()) {
      const [wanted, got] = [value > 127, found[i]! > 0.5]
      if (wanted && got) both++
      if (wanted || got) either++
    }
    values.push(both / either)
  }
  print(figure(`foreground, IoU, ${values.length} drawings`, mean(values), ""))
}

/** Zero-shot accuracy of each facet, by the scenario's own templates. */
export async function recognisesFacets(studio: Studio, print: Print): Promise<void> {
  const { pipeline } = studio
  const clip = clipEmbedder(pipeline)!
  const vocabularies = new Map<string, Float32Array[]>()
  const right: Record<string, boolean[]> = {}
  for await (const { image, scenario, facets } of unseenDrawings(counts.recognised)) {
    const embedding = row(await pipeline.encodeImage(await pipeline.preprocess(image, "keep-whole")), 0)
    for (const { name, template, tags } of studio.scenario(scenario).facets) {
      const truth = facets[name]
      if (truth === undefined) continue
      const key = `${scenario}/${name}`
      const texts =
        vocabularies.get(key) ?? (await clip.textEmbeddings(tags.map(tag => template.replace("{tag}", tag))))
      vocabularies.set(key, texts)
      right[name] = [...(right[name] ?? []), zeroShot(embedding, tags, texts, clip.logitScale).tag === truth]
    }
  }
  for (const [facet, values] of Object.entries(right)) {
    print(figure(`zero-shot accuracy, ${facet}`, share(values), "%", { atLeast: 0.95 }))
  }
}

/**
 * Share of the asked facets that the judge sees in images made from text alone, and how far these images lie from the
 * drawings that the texts describe.
 */
export async function asksForFacets(studio: Studio, judge: Judge, print: Print): Promise<void> {
  const { pipeline, pack } = studio
  const seen: Record<string, boolean[]> = {}
  const known: boolean[] = []
  const features = { drawings: [] as Float32Array[], images: [] as Float32Array[] }
  let seed = 0
  for await (const drawing of unseenDrawings(counts.asked)) {
    const { scenario, facets, image } = drawing
    const { states } = await pipeline.encodeText([rewriteOf(studio, drawing)])
    const settings = {
      lambda1: 1,
      lambda2: 0,
      imageScale: 1,
      scheduler: "dpmpp-2m",
      steps: 20,
      guidance: pack.guidance,
    } as const
    const size = { width: 256, height: 256 }
    const latents = await sample(pipeline, { text: states }, { ...settings, ...size, seed: seed++ })
    const made = imageFromPixels(await pipeline.vaeDecode(latents))
    const { mean: truth } = await pipeline.vaeEncode(pixelsFromImage(image))
    const decoded = imageFromPixels(await pipeline.vaeDecode(truth))
    known.push(...Object.values(recognised(await judge.look(decoded, scenario), facets)))
    features.drawings.push(await judge.features(image))
    features.images.push(await judge.features(made))
    for (const [facet, right] of Object.entries(recognised(await judge.look(made, scenario), facets))) {
      seen[facet] = [...(seen[facet] ?? []), right]
    }
  }
  for (const [facet, values] of Object.entries(seen)) {
    const own = judge.accuracy[facet]
    const doubt = own === undefined ? "" : ` (judge itself ${(100 * own).toFixed(0)} %)`
    print(figure(`text-to-image, ${facet} recognised${doubt}`, share(values), "%"))
  }
  const found = share(Object.values(seen).flat())
  print(figure("text-to-image, asked facets recognised", found, "%", { atLeast: 0.9 }))
  const ofKnown = found / share(known)
  print(figure("  as a share of those in the drawings, through the VAE", ofKnown, "%", { atLeast: 0.985 }))
  const distance = frechetDistance(features.images, features.drawings)
  const half = (rest: number) => features.drawings.filter((_, index) => index % 2 === rest)
  const floor = frechetDistance(half(0), half(1))
  print(figure("Fréchet distance to the drawings", distance, "", { atMost: firstDistance / 2 }))
  print(figure("  of half the drawings to the other half", floor, ""))
  print(figure("  the distance as a multiple of that floor", distance / floor, ""))
}
