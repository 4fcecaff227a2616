/** How much of its inputs the starter keeps: of latents with little noise, and of the edges of a subject. */

import type { RawImage } from "../../native/base/raw-image.ts"
import { floatTensor } from "../../native/contract/tensor.ts"
import { type ConditionalRow, sample } from "../../native/diffusion/sample.ts"
import { canny } from "../../native/models/canny.ts"
import { imageFromPixels, pixelsFromImage } from "../../native/models/image.ts"
import type { Pipeline } from "../../native/models/pipeline.ts"
import { edgesHint } from "../../native/models/structure.ts"
import type { Studio } from "../../native/personalize/studio.ts"
import { rngOf } from "../starter/artist/rng.ts"
import { restyled } from "../starter/artist/world.ts"
import { edgeScore, type Pixels, widened, within } from "./edges.ts"
import { figure, mean, type Print, psnr, share } from "./figure.ts"
import { type Judge, recognised } from "./judge.ts"
import { rewriteOf } from "./rewrite-of.ts"
import { type Unseen, unseenDrawing, unseenDrawings } from "./unseen.ts"

const counts = { kept: 24, structured: 24 }
const steps = 50
/** Calm drawings, as the U-Net learns from: what is not kept then was not unknown. */
const spread = 0.3
/** Of strengths: dB that the picture should have, against the drawing's own latents decoded. */
const aims = [
  [0.1, 30],
  [0.2, 27.5],
  [0.4, 24.5],
] as const
/** Edges lie on each other within this many pixels, and a result's count this near the silhouette. */
const reach = 2
const thresholds = [100, 200] as const
const size = { width: 256, height: 256 }

/** PSNR of a drawing's own latents, noised and drawn again with the drawing's own text, against these latents decoded. */
export async function keepsLatents(studio: Studio, print: Print): Promise<void> {
  const { pipeline, pack } = studio
  const values = new Map<number, number[]>()
  let seed = 0
  for await (const drawing of unseenDrawings(counts.kept, spread)) {
    const { mean: latents } = await pipeline.vaeEncode(pixelsFromImage(drawing.image))
    const truth = imageFromPixels(await pipeline.vaeDecode(latents))
    const scaled = floatTensor(
      latents.shape,
      latents.data.map(x => x * pipeline.scalingFactor),
    )
    const { states: text } = await pipeline.encodeText([rewriteOf(studio, drawing)])
    const settings = {
      lambda1: 1,
      lambda2: 0,
      imageScale: 1,
      scheduler: "ddim",
      guidance: pack.guidance,
    } as const
    for (const [strength] of aims) {
      const original = { latents: scaled, start: 100 - Math.round(100 * strength) }
      const drawn = await sample(pipeline, { text }, { ...settings, ...size, steps, seed }, { original })
      const picture = imageFromPixels(await pipeline.vaeDecode(drawn))
      values.set(strength, [...(values.get(strength) ?? []), psnr(picture.data, truth.data)])
    }
    seed++
  }
  for (const [strength, atLeast] of aims) {
    const what = `keeps what it is given, strength ${strength}, ${counts.kept} drawings`
    print(figure(what, mean(values.get(strength)!), "dB", { atLeast }))
  }
}

/**
 * Drawings asked for in another style, palette, pattern and mood: whether the subject's edges stay where they were, and
 * whether what was asked shows, without structure and, where the pack reads it, with the subject's edges.
 */
export async function keepsStructure(studio: Studio, judge: Judge, print: Print): Promise<void> {
  const { pipeline, pack } = studio
  const scales = pack.manifest.structure ? [0, 0.25, 0.5, 0.75, 1] : [0]
  const drawings = await Promise.all(
    Array.from({ length: counts.structured }, (_, index) => unseenDrawing(index, spread)),
  )
  const wanted = await Promise.all(drawings.map(drawing => subjectEdges(pipeline, drawing.image)))
  for (const scale of scales) {
    const own: number[] = []
    const chance: number[] = []
    const seen: boolean[] = []
    for (const [index, drawing] of drawings.entries()) {
      const { facets } = restyled(drawing, rngOf(`restyled/${index}`))
      const result = await drawRestyled(studio, drawing, facets, scale, index)
      const silhouette = { ...size, data: (await drawing.mask(size.width)).map(value => Number(value > 127)) }
      const found = within(edgesOf(result), widened(silhouette, reach))
      own.push(edgeScore(found, wanted[index]!, reach))
      chance.push(edgeScore(found, wanted[(index + 1) % wanted.length]!, reach))
      seen.push(...Object.values(recognised(await judge.look(result, drawing.scenario), facets)))
    }
    const aim = scale > 0 ? { atLeast: 0.75 } : undefined
    print(figure(`subject's edges kept, F-score, structure ${scale}`, mean(own), "", aim))
    print(figure("  of another drawing's edges (chance)", mean(chance), ""))
    print(figure("  asked facets recognised", share(seen), "%"))
  }
}

/** The drawing as a persona asks for it whose history shows `facets`, its foreground shown, by the subject's edges. */
async function drawRestyled(
  studio: Studio,
  drawing: Unseen,
  facets: Unseen["facets"],
  structure: number,
  seed: number,
): Promise<RawImage> {
  const { pipeline, pack } = studio
  const foreground = await pipeline.foreground(drawing.image)
  const likes = Object.values(facets).filter(word => !Object.values(drawing.facets).includes(word))
  const { states: text } = await pipeline.encodeText([rewriteOf(studio, drawing, likes)])
  const image = await pipeline.imageTokens(
    await pipeline.encodeImage(await pipeline.preprocess(foreground, "keep-whole")),
  )
  const conditions: ConditionalRow = { text, image }
  if (structure > 0) conditions.structure = edgesHint(foreground)
  const settings = { lambda1: 1, lambda2: 0, imageScale: 1, scheduler: "dpmpp-2m", steps: 20 } as const
  const { guidance } = pack
  const latents = await sample(pipeline, conditions, { ...settings, ...size, guidance, structure, seed })
  return imageFromPixels(await pipeline.vaeDecode(latents))
}

const edgesOf = (image: RawImage): Pixels => ({
  width: image.width,
  height: image.height,
  data: canny(image, ...thresholds),
})

const subjectEdges = async (pipeline: Pipeline, image: RawImage): Promise<Pixels> =>
  edgesOf(await pipeline.foreground(image))
