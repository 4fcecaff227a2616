/**
 * A study on disk, in a folder of its user's choice.
 *
 *   study.json      the settings and the pack                results.jsonl   the measures, a line an image
 *   images/         what was drawn                            results.csv, results.json   what it finds
 *   report.html     the same for people, in one language; a study of the workspace gets it when it is exported
 *   preference/     what people and judging models say of the images (preference/survey.ts)
 */
import { existsSync } from "node:fs"
import { mkdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import { parsedJson } from "../base/json.ts"
import { readJsonLines } from "../base/json-lines.ts"
import { OutputFolder } from "../base/output-folder.ts"
import { appendLines, writeAtomic, writeError } from "../catalog/atomic.ts"
import { StudioError } from "../contract/errors.ts"
import {
  evaluationSettingsSchema,
  type Findings,
  findingsSchema,
  imageMeasuresSchema,
} from "../contract/evaluation.ts"

const hash = z.string().regex(/^[0-9a-f]{64}$/)

const baselineFactsSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("pack"),
    name: z.string(),
    pack: z.object({ name: z.string(), version: z.string(), hash }),
  }),
  z.object({
    kind: z.literal("lora"),
    name: z.string(),
    lora: z.object({ name: z.string(), hash }),
    /** The word that it was taught by; null where its file says none. */
    word: z.string().nullable(),
  }),
])
export type BaselineFacts = z.infer<typeof baselineFactsSchema>

export const studyFactsSchema = z.object({
  format: z.literal(1),
  settings: evaluationSettingsSchema,
  pack: z.object({ name: z.string(), version: z.string(), hash }),
  adapter: z.object({ name: z.string(), hash }).nullable(),
  /** SHA-256 of the LPIPS weights; null where they weren't given. */
  lpips: z.string().nullable(),
  /** What the baselines draw with, in the order of the settings. */
  baselines: z.array(baselineFactsSchema).default([]),
  /** The workspace's words to avoid, as they were when it began; older studies knew none. */
  houseWords: z.string().default(""),
})
export type StudyFacts = z.infer<typeof studyFactsSchema>

export const imageResultSchema = z.object({
  /** The persona by pseudonym. */
  user: z.string(),
  item: z.string(),
  scenario: z.string(),
  arm: z.string(),
  seed: z.int(),
  /** File below images/; null for the original. */
  image: z.string().nullable(),
  measures: imageMeasuresSchema,
})
export type ImageResult = z.infer<typeof imageResultSchema>

const outcomeSchema = z.object({
  findings: findingsSchema,
  /** Of a study that draws. */
  images: z.array(imageResultSchema).default([]),
  /** Of the study of retrieval: whose texts were compared. */
  agreements: z.array(z.object({ user: z.string() })).default([]),
})
export type Outcome = z.infer<typeof outcomeSchema>

export class StudyFolder {
  readonly facts: StudyFacts
  readonly #output: OutputFolder

  private constructor(output: OutputFolder, facts: StudyFacts) {
    this.#output = output
    this.facts = facts
  }

  get dir(): string {
    return this.#output.path
  }

  /** A study that was begun before. @throws StudioError evaluation.no_study */
  static async read(dir: string): Promise<StudyFolder> {
    const text = await readFile(join(dir, "study.json"), "utf8").catch(() => "")
    const facts = parsedJson(text, studyFactsSchema)
    if (!facts) throw new StudioError("evaluation.no_study", { folder: dir })
    return new StudyFolder(await OutputFolder.existing(dir), facts)
  }

  /** A new study, or the same one to go on with. @throws StudioError evaluation.other_study, workspace.not_writable … */
  static async open(dir: string, facts: StudyFacts): Promise<StudyFolder> {
    const file = join(dir, "study.json")
    const text = await readFile(file, "utf8").catch(() => undefined)
    if (text === undefined) {
      await mkdir(join(dir, "images"), { recursive: true }).catch(error => {
        throw writeError(error, dir, 0)
      })
      await writeAtomic(file, `${JSON.stringify(facts, null, 2)}\n`)
    } else if (
      JSON.stringify(parsedJson(text, studyFactsSchema)) !== JSON.stringify(studyFactsSchema.parse(facts))
    )
      throw new StudioError("evaluation.other_study", { folder: dir })
    return new StudyFolder(await OutputFolder.existing(dir), facts)
  }

  get imagesDir(): string {
    return join(this.dir, "images")
  }

  /** What it found, and what that is the mean of; null before it is finished. */
  async outcome(): Promise<Outcome | null> {
    const text = await readFile(join(this.dir, "results.json"), "utf8").catch(() => "")
    return parsedJson(text, outcomeSchema) ?? null
  }

  /** What it found; null before it is finished. */
  async findings(): Promise<Findings | null> {
    return (await this.outcome())?.findings ?? null
  }

  /** Called before anything is written. @throws StudioError export.folder_gone, export.folder_replaced */
  check(): Promise<void> {
    return this.#output.check()
  }

  /** @throws StudioError export.files_gone where an image of these results is no longer there, and as `check` */
  checkImages(results: readonly ImageResult[]): Promise<void> {
    const images = results.flatMap(({ image }) => (image === null ? [] : [{ name: `images/${image}` }]))
    return this.#output.checkFiles(images)
  }

  /** Replaces a file whole. Throws as `check`, and workspace.no_space, workspace.not_writable. */
  async write(name: string, text: string): Promise<string> {
    await this.check()
    const path = join(this.dir, name)
    await writeAtomic(path, text)
    return path
  }

  async addResult(result: ImageResult): Promise<void> {
    await this.check()
    return appendLines(this.#resultsFile, [result])
  }

  /** Every line that is whole and whose image is there: one may have been cut by a kill. */
  async results(): Promise<ImageResult[]> {
    const results = await readJsonLines(this.#resultsFile, imageResultSchema)
    return results.filter(({ image }) => image === null || existsSync(join(this.imagesDir, image)))
  }

  get #resultsFile(): string {
    return join(this.dir, "results.jsonl")
  }
}

/** The results of each user and item, in the order in which they came. */
export function byPair(results: readonly ImageResult[]): ImageResult[][] {
  const pairs = new Map<string, ImageResult[]>()
  for (const result of results) {
    const key = JSON.stringify([result.user, result.item])
    pairs.set(key, [...(pairs.get(key) ?? []), result])
  }
  return [...pairs.values()]
}
