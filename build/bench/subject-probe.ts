/**
 * Whether a picture shows a subject that the facet classifier has no word for: logistic regression on what that sees at each
 * place, trained on drawings of the subject and on as many of others. Some of both are redrawn by a pack that wasn't taught
 * from some noise: so the probe knows blurred drawings, and doesn't take blur for the subject.
 */
import type { RawImage } from "../../native/models/image.ts"
import { draw } from "../starter/artist/compose.ts"
import { rngOf } from "../starter/artist/rng.ts"
import { unknownSubjects } from "../starter/artist/subjects/unknown.ts"
import { sampleSpec } from "../starter/artist/world.ts"
import { rasterise } from "../starter/draw.ts"
import { mean, share } from "./figure.ts"
import type { Judge } from "./judge.ts"

const side = 256

/** Drawings with the subject and as many without it, to learn from and to measure on. */
const counts = { train: 900, heldOut: 250 }

/** One pair in so many is redrawn. */
const redrawnEvery = 6

/** As free as the artist draws, and as calm as the pack learnt to. */
const spreads = [1, 0.3]

const epochs = 100
const rate = 0.05
const decay = 1e-3

/** A movie poster of the artist with a subject that its world doesn't hold; everything else is chosen by `seed`. */
export function unknownDrawing(subject: string, seed: string, spread = 1): string {
  const spec = sampleSpec(rngOf(seed), "movie-poster")
  return draw({ ...spec, facets: { ...spec.facets, subject } }, spread, unknownSubjects).svg
}

/** A picture drawn again from some noise. */
export type Redraw = (picture: RawImage, seed: number) => Promise<RawImage>

export class SubjectProbe {
  /** Share of the held-out drawings that it tells right, and of those among them that were redrawn. */
  readonly accuracy: number
  readonly accuracyOfRedrawn: number
  readonly #judge: Judge
  readonly #classifier: Classifier

  private constructor(judge: Judge, classifier: Classifier, heldOut: readonly Example[]) {
    this.#judge = judge
    this.#classifier = classifier
    const right = (examples: readonly Example[]) =>
      share(examples.map(({ features, shows }) => classifier(features) > 0.5 === shows))
    this.accuracy = right(heldOut)
    this.accuracyOfRedrawn = right(heldOut.filter(({ redrawn }) => redrawn))
  }

  static async train(judge: Judge, subject: string, redraw: Redraw): Promise<SubjectProbe> {
    const drawn = async (split: keyof typeof counts) => {
      const examples: Example[] = []
      for (let index = 0; index < counts[split]; index++) {
        const seed = `probe/${split}/${index}`
        const spread = spreads[index % spreads.length]!
        const redrawn = index % redrawnEvery === 0
        const other = draw(sampleSpec(rngOf(`${seed}/other`), "movie-poster"), spread).svg
        for (const [svg, shows] of [
          [unknownDrawing(subject, seed, spread), true] as const,
          [other, false] as const,
        ]) {
          const picture = await pictureOf(svg)
          const seen = redrawn ? await redraw(picture, index) : picture
          examples.push({ features: await judge.places(seen), shows, redrawn })
        }
      }
      return examples
    }
    return new SubjectProbe(judge, trainClassifier(await drawn("train")), await drawn("heldOut"))
  }

  /** Whether the subject is more likely there than not. */
  async sees(image: RawImage): Promise<boolean> {
    return this.#classifier(await this.#judge.places(image)) > 0.5
  }
}

async function pictureOf(svg: string): Promise<RawImage> {
  return { width: side, height: side, channels: 3, data: new Uint8Array(await rasterise(svg, side, 3)) }
}

interface Example {
  features: Float32Array
  shows: boolean
  redrawn: boolean
}

/** The probability that the features are of the subject. */
type Classifier = (features: Float32Array) => number

/** Gradient descent on the mean log loss with weight decay; each feature is brought to mean 0 and deviation 1. */
function trainClassifier(examples: readonly Example[]): Classifier {
  const width = examples[0]!.features.length
  const middles = new Float64Array(width)
  const deviations = new Float64Array(width)
  for (let at = 0; at < width; at++) {
    const values = examples.map(({ features }) => features[at]!)
    middles[at] = mean(values)
    deviations[at] = Math.sqrt(mean(values.map(value => (value - middles[at]!) ** 2))) || 1
  }
  const scaled = (features: Float32Array) =>
    Float64Array.from(features, (value, at) => (value - middles[at]!) / deviations[at]!)
  const inputs = examples.map(({ features }) => scaled(features))
  const weights = new Float64Array(width)
  let bias = 0
  const chance = (input: Float64Array) =>
    1 / (1 + Math.exp(-input.reduce((sum, value, at) => sum + value * weights[at]!, bias)))
  for (let epoch = 0; epoch < epochs; epoch++) {
    const slope = weights.map(weight => decay * weight)
    let slopeOfBias = 0
    for (const [index, input] of inputs.entries()) {
      const error = (chance(input) - (examples[index]!.shows ? 1 : 0)) / inputs.length
      for (let at = 0; at < width; at++) slope[at]! += error * input[at]!
      slopeOfBias += error
    }
    for (let at = 0; at < width; at++) weights[at]! -= rate * slope[at]!
    bias -= rate * slopeOfBias
  }
  return features => chance(scaled(features))
}
