/**
 * The judge: a small facet classifier, trained on drawings that the pack never saw (build/starter/recipe/judge.py), so
 * that a pack's own CLIP doesn't mark its own work.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { z } from "zod"
import { normalisedPixels, type RawImage, resizeImage } from "../../native/models/image.ts"
import type { LoadedModel, Runtime } from "../../native/runtime/runtime.ts"
import { mean } from "./figure.ts"

const labelsSchema = z.object({
  size: z.int().positive(),
  questions: z.array(z.object({ scenario: z.string(), facet: z.string(), words: z.array(z.string()) })),
  /** facet → share of unseen drawings that the judge itself gets right. */
  heldOutAccuracy: z.record(z.string(), z.number()),
})

/** facet → word → probability. */
export type Verdict = Record<string, Record<string, number>>

export class Judge {
  readonly accuracy: Record<string, number>
  readonly #model: LoadedModel
  readonly #labels: z.output<typeof labelsSchema>

  constructor(model: LoadedModel, labels: z.output<typeof labelsSchema>) {
    this.#model = model
    this.#labels = labels
    this.accuracy = labels.heldOutAccuracy
  }

  /** What the judge sees in a picture of that scenario. */
  async look(image: RawImage, scenario: string): Promise<Verdict> {
    const values = Array.from(await this.#output("logits", image))
    const verdict: Verdict = {}
    let start = 0
    for (const { scenario: asked, facet, words } of this.#labels.questions) {
      if (asked === scenario) {
        const chances = softmax(values.slice(start, start + words.length))
        verdict[facet] = Object.fromEntries(words.map((word, index) => [word, chances[index]!]))
      }
      start += words.length
    }
    return verdict
  }

  /** What the judge reads its facets from, for a Fréchet distance: 128 channels, averaged over places. */
  features(image: RawImage): Promise<Float32Array> {
    return this.#output("features", image)
  }

  /** What it sees at each of 4 × 4 places, [128·4·4]: enough to tell a subject that it wasn't asked about (subject-probe.ts). */
  places(image: RawImage): Promise<Float32Array> {
    return this.#output(placesOutput, image)
  }

  async #output(name: "logits" | "features" | typeof placesOutput, image: RawImage): Promise<Float32Array> {
    const { size } = this.#labels
    const pixels = normalisedPixels(await resizeImage(image, size, size), [0, 0, 0], [1, 1, 1])
    const outputs = await this.#model.run({ pixels })
    return outputs[name]!.data as Float32Array
  }
}

export async function openJudge(runtime: Runtime): Promise<Judge> {
  const file = (name: string) => join(import.meta.dirname, name)
  const labels = labelsSchema.parse(JSON.parse(await readFile(file("facet-classifier.json"), "utf8")))
  return new Judge(await loadWithPlaces(runtime, file("facet-classifier.onnx")), labels)
}

/** What the classifier's last layer reads. */
const placesOutput = "/Flatten_output_0"

/** The classifier with `placesOutput` as an output, too: in protobuf, a message behind another adds to its lists. */
async function loadWithPlaces(runtime: Runtime, file: string): Promise<LoadedModel> {
  const field = (number: number, content: Uint8Array) =>
    Buffer.concat([Uint8Array.of((number << 3) | 2, content.length), content])
  const float = Uint8Array.of(1 << 3, 1)
  const value = [field(1, Buffer.from(placesOutput)), field(2, field(1, float))] // name, type.tensor_type.elem_type
  const graph = field(7, field(12, Buffer.concat(value))) // graph.output
  const folder = await mkdtemp(join(tmpdir(), "iamg-judge-"))
  try {
    const copy = join(folder, "facet-classifier.onnx")
    await writeFile(copy, Buffer.concat([await readFile(file), graph]))
    return await runtime.loadFile(copy)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Of each facet, whether its word is the most probable one. */
export const recognised = (
  verdict: Verdict,
  facets: Readonly<Record<string, string>>,
): Record<string, boolean> =>
  Object.fromEntries(
    Object.entries(facets).map(([facet, word]) => [facet, bestWord(verdict[facet]!) === word]),
  )

/** The most probable word of a facet. */
const bestWord = (chances: Record<string, number>): string =>
  Object.entries(chances).reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0]

/** Mean probability of words, each under the facet that knows it; words of no facet don't count. */
export function presence(verdict: Verdict, words: readonly string[]): number {
  const found = words.flatMap(word => Object.values(verdict).flatMap(chances => chances[word] ?? []))
  return mean(found)
}

function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits)
  const powers = logits.map(logit => Math.exp(logit - largest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map(power => power / sum)
}
