/** Evaluation: the paper's studies on held-out users, their settings and findings. */
import { z } from "zod"
import { loraNameSchema } from "./lora.ts"
import { studySettingsSchema } from "./settings.ts"

/**
 * `methods` (paper, tables 1, 2, 6), `ablation` (table 7), `lambda1` and `lambda2` (table 8) and `tags` (figure 3) draw
 * images, as does `keep`: what is left of the persona when the item is kept by structure and by protecting its subject. `retrieval` compares two ways of ranking texts; `time` measures stages (appendix D).
 */
export const imageStudies = ["methods", "ablation", "lambda1", "lambda2", "tags", "keep"] as const
export const studyNames = [...imageStudies, "retrieval", "time"] as const
export const studyNameSchema = z.enum(studyNames)
export type StudyName = z.infer<typeof studyNameSchema>
export type ImageStudyName = (typeof imageStudies)[number]

/** More would make more arms than people are asked to rank. */
export const mostBaselines = 3

/** What an arm is called in reports and tables. */
export const baselineName = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,39}$/u)

/**
 * Another way of making a picture that the study of methods compares, drawn from the persona's rewritten text alone: another
 * pack of Stable Diffusion's family (the paper's Openjourney), or a taught LoRA with its word in the text (its DreamBooth).
 */
export const baselineSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("pack"), name: baselineName, pack: z.string().min(1).max(100) }),
  z.object({ kind: z.literal("lora"), name: baselineName, lora: loraNameSchema }),
])
export type Baseline = z.infer<typeof baselineSchema>

export const evaluationSettingsSchema = z.object({
  study: studyNameSchema,
  /** Only items of this scenario; all when null. */
  scenario: z.string().max(40).nullable().default(null),
  /** Held-out users at most. */
  users: z.int().min(2).max(10_000).default(30),
  /** Images of each arm for each user. */
  images: z.int().min(1).max(16).default(1),
  /** Share of the users that counts as held out; users that the adapter learnt from are never among them. */
  heldOut: z.number().min(0.02).max(0.5).default(0.1),
  /** Id of a fine-tuned adapter to compare with the pack's own. */
  adapter: z.string().max(100).nullable().default(null),
  /** What `methods` compares beside its own arms. */
  baselines: z.array(baselineSchema).max(mostBaselines).default([]),
  ...studySettingsSchema.shape,
})
export type EvaluationSettings = z.output<typeof evaluationSettingsSchema>
export type EvaluationSettingsInput = z.input<typeof evaluationSettingsSchema>

/** The measures of one image. Null where one can't be taken: no CLIP pair, no LPIPS weights, no tags of the persona. */
export const imageMeasuresSchema = z.object({
  /** Against the original under the same crop, −1 … 1; higher is more alike. */
  ssim: z.number(),
  /** Against the original, ≥ 0; lower is more alike. */
  lpips: z.number().nullable(),
  /** Cosine of the CLIP pair's embeddings of image and the item's text. */
  clip: z.number().nullable(),
  /** Cosine of the CLIP pair's embeddings of image and the persona's tags. */
  persona: z.number().nullable(),
  /** Share of the persona's tags of the scenario's vocabulary that the built-in tagger gives the image. */
  hits: z.number().min(0).max(1).nullable(),
  /**
   * SSIM of the windows whose centre lies on the original's subject, and of the others; LPIPS with all else taken from the
   * original. The study `keep` alone takes them, with a pack that finds the subject.
   */
  ssimSubject: z.number().nullable().default(null),
  ssimRest: z.number().nullable().default(null),
  lpipsSubject: z.number().nullable().default(null),
  lpipsRest: z.number().nullable().default(null),
})
export type ImageMeasures = z.infer<typeof imageMeasuresSchema>
export type MeasureName = keyof ImageMeasures
export const measureNames = [
  "ssim",
  "ssimSubject",
  "ssimRest",
  "lpips",
  "lpipsSubject",
  "lpipsRest",
  "clip",
  "persona",
  "hits",
] as const satisfies MeasureName[]

/** A mean, and where it lies with 95 % confidence. */
export const intervalSchema = z.object({
  mean: z.number(),
  low: z.number(),
  high: z.number(),
  /** Users, or other units that the bootstrap draws. */
  users: z.int(),
})
export type Interval = z.infer<typeof intervalSchema>

/** Stages of the preparation, and requests: with everything, and without rewrite and interest attention. */
export const timedStages = [
  "foreground",
  "tags",
  "texts",
  "images",
  "textVectors",
  "imageVectors",
  "request",
  "plainRequest",
] as const
export type TimedStage = (typeof timedStages)[number]

/** As studies of development versions kept them. */
const formerStages: Readonly<Record<string, TimedStage>> = {
  "tags, built-in tagger": "tags",
  "encoding texts": "texts",
  "encoding images": "images",
  "reading text embeddings": "textVectors",
  "reading image embeddings": "imageVectors",
  "4 images, I-AM-G": "request",
  "4 images, without rewrite and interest attention": "plainRequest",
}

const stageSchema = z
  .string()
  .transform(stage => formerStages[stage] ?? stage)
  .pipe(z.enum(timedStages))

/** Studies of earlier versions lack the younger measures. */
const byMeasure = z.object(
  Object.fromEntries(measureNames.map(name => [name, intervalSchema.nullable().default(null)])) as Record<
    MeasureName,
    z.ZodDefault<z.ZodNullable<typeof intervalSchema>>
  >,
)

/** The findings of a study about one arm. */
export const armFindingSchema = z.object({
  /** Names it; what people call it is in native/words/report-texts.ts. */
  id: z.string(),
  /** Its place on the axis of a series; null where arms have no order. */
  value: z.number().nullable(),
  images: z.int(),
  /** Over users, each with the mean of its images; null where fewer than two could be measured. */
  means: byMeasure,
  /** This arm less the reference, user by user; null for the reference itself and where there is none. */
  differences: byMeasure,
})
export type ArmFinding = z.infer<typeof armFindingSchema>

export const findingsSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("images"), arms: z.array(armFindingSchema) }),
  z.object({
    kind: z.literal("retrieval"),
    /** Share of the `depth` nearest that both rankings name. */
    overlaps: z.array(z.object({ depth: z.int(), share: intervalSchema.nullable() })),
    /** Spearman’s correlation of the whole rankings. */
    spearman: intervalSchema.nullable(),
  }),
  z.object({
    kind: z.literal("time"),
    times: z.array(
      z.object({
        stage: stageSchema,
        value: z.number(),
        unit: z.enum(["items/s", "s"]),
      }),
    ),
  }),
])
export type Findings = z.infer<typeof findingsSchema>
export type StageTime = Extract<Findings, { kind: "time" }>["times"][number]
