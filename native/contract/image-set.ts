/** An image set: its images, their sizes, the names of their files. */
import { z } from "zod"
import { idSchema } from "./catalog.ts"
import { layoutNameSchema } from "./layout.ts"
import { storedNoteSchema } from "./problem.ts"
import { maxSeed } from "./setting-values.ts"
import { settingsSchema } from "./settings.ts"
import { upscalerChoiceSchema } from "./upscaler.ts"

export const formats = ["png", "jpeg", "webp", "avif"] as const
export const formatSchema = z.enum(formats)

export const channelFits = ["crop", "pad", "extend"] as const

/** A size that a channel wants. */
export const channelSizeSchema = z.object({
  /** As in file names. */
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,40}$/),
  width: z.int().min(16).max(4096),
  height: z.int().min(16).max(4096),
  /**
   * `crop` fills the size around the focal point; `pad` keeps the whole image on the background; `extend` draws in the size's
   * own shape, with the item's picture whole in it.
   */
  fit: z.enum(channelFits).default("crop"),
  /** A layout's name: it is laid over the image at this size. */
  layout: layoutNameSchema.optional(),
})
export type ChannelSize = z.infer<typeof channelSizeSchema>

/** Sizes that come with the program. */
export const channelSizes = [
  { name: "square", width: 1080, height: 1080, fit: "crop" },
  { name: "portrait", width: 1080, height: 1350, fit: "crop" },
  { name: "story", width: 1080, height: 1920, fit: "pad" },
  { name: "wide", width: 1200, height: 628, fit: "crop" },
  { name: "banner", width: 1920, height: 720, fit: "crop" },
  { name: "thumbnail", width: 320, height: 180, fit: "crop" },
] as const satisfies readonly ChannelSize[]

/** The stored name of a set that was given none, in every language: it decides whether two runs make the same set. */
export const nameOfUnnamedSet = "Image set"

/** How the files of a set are called when nothing else is asked for. */
export const usualTemplate = "{persona}/{item}-{size}-{n}.{ext}"

/** Most candidates that are drawn at a time for one image. */
export const mostCandidates = 8

/** How often candidates can be drawn for an image that is held. */
export const mostRounds = 16

export const imageSetSchema = z.object({
  name: z.string().trim().min(1).max(80),
  items: z.array(idSchema).min(1).max(200_000),
  personas: z.array(idSchema).min(1).max(1000),
  /** Settings of every image; `count` is the number of variants. */
  settings: settingsSchema,
  /** `render` draws what isn't there yet; `approved` takes approved renders of each item and persona and draws nothing. */
  source: z.enum(["render", "approved"]).default("render"),
  /**
   * How many candidates are drawn for each image: the best by persona fit and item fidelity is taken, and one that even then
   * is doubtful is held for a look. Null draws each image once and takes it as it is.
   */
  bestOf: z.int().min(1).max(mostCandidates).nullable().default(null),
  /** File name below the folder: {item} {title} {persona} {scenario} {size} {width} {height} {seed} {n} {ext}; "/" makes folders. */
  template: z.string().min(1).max(300).default(usualTemplate),
  format: formatSchema.default("png"),
  /** 1 … 100, of JPEG, WebP and AVIF. */
  quality: z.int().min(1).max(100).default(90),
  /** The drawn size, under the name `original`, when empty. */
  sizes: z.array(channelSizeSchema).max(20).default([]),
  /** Where a crop stays: shares of width and height. */
  focus: z.object({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) }).default({ x: 0.5, y: 0.5 }),
  /** Behind a padded image, as #rrggbb. */
  background: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .default("#ffffff"),
  /** Enlarges images for sizes above the drawn one; null resamples them. */
  upscaler: upscalerChoiceSchema.nullable().default(null),
  /** Working copies carry the recipe; public copies only the AI mark. */
  copy: z.enum(["public", "working"]).default("public"),
  contactSheet: z.boolean().default(true),
})
export type ImageSet = z.output<typeof imageSetSchema>
export type ImageSetInput = z.input<typeof imageSetSchema>

/** Names one image of a set: ids of item and persona, and the variant, from 1. */
export const imageOfSetSchema = z.object({
  item: idSchema,
  persona: idSchema,
  n: z.int().positive(),
  /** Its own frame: width, height and scale of the picture in it, as “256x448@0.5”; empty for that of the set's settings. */
  frame: z
    .string()
    .regex(/^(\d{2,4}x\d{2,4}(@[\d.e-]{1,24})?)?$/)
    .default(""),
})
export type ImageOfSet = z.infer<typeof imageOfSetSchema>

/** One of the pictures that were drawn for an image of a set. */
export const candidateSchema = z.object({
  seed: z.int().min(0).max(maxSeed),
  /** Id of its render in the history; null where no picture came of it. */
  render: z.string().nullable(),
  /** Cosine of the CLIP pair's embeddings of picture and persona's tags; null without a CLIP pair or tags. */
  persona: z.number().nullable(),
  /** Cosine of the image encoder's embeddings of picture and item's picture. */
  item: z.number().nullable(),
  /** Why it isn't exported without a look; empty where nothing speaks against it. */
  doubts: z.array(storedNoteSchema).max(8),
})
export type Candidate = z.infer<typeof candidateSchema>

/** An image of which all candidates are doubtful, and which so waits for a look. */
export const heldImageSchema = imageOfSetSchema.extend({
  /** The best one first. */
  candidates: z.array(candidateSchema).max(mostRounds * mostCandidates),
  /** How often candidates were drawn for it. */
  round: z.int().min(1).max(mostRounds),
})
export type HeldImage = z.infer<typeof heldImageSchema>

/** Decisions that are taken at once. */
export const mostDecisions = 10_000

/** What is to become of a held image. `draw` draws candidates until there are `round` times as many. */
export const decisionSchema = z.discriminatedUnion("do", [
  imageOfSetSchema.extend({ do: z.literal("take"), seed: z.int().min(0).max(maxSeed) }),
  imageOfSetSchema.extend({ do: z.literal("draw"), round: z.int().min(2).max(mostRounds) }),
  imageOfSetSchema.extend({ do: z.literal("skip") }),
])
export type Decision = z.infer<typeof decisionSchema>

/** Images that couldn't be made and are named. */
export const mostSkipped = 10_000

export const imageSetReportSchema = z.object({
  /** Null for a set without files: a farm drew it into the history. */
  folder: z.string().nullable(),
  files: z.int(),
  rendered: z.int(),
  reused: z.int(),
  bytes: z.int(),
  seconds: z.number(),
  /** Sizes that show an image larger than it was drawn, and how many times at most. */
  upscaled: z.array(z.object({ size: z.string(), times: z.number() })),
  /** Images that wait for a look; the set is finished once there are none. */
  held: z.int().default(0),
  /** Images that couldn't be made, and why. */
  skipped: z.array(z.object({ item: z.string(), persona: z.string(), reason: storedNoteSchema })),
  /** How many more couldn't be made. */
  moreSkipped: z.int().default(0),
  /** Why images of this run are not quite as they were asked for. */
  warnings: z.array(storedNoteSchema).default([]),
})
export type ImageSetReport = z.infer<typeof imageSetReportSchema>
