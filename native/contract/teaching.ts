/** Teaching a pack one product (DreamBooth, Ruiz et al. 2023, with a LoRA): what can be set, and what is known before it starts. */
import { z } from "zod"
import { idSchema } from "./catalog.ts"
import { loraNameSchema } from "./lora.ts"
import { runCostSchema } from "./run-cost.ts"
import { stepSettings } from "./step-settings.ts"

/** Pictures of the product. */
export const fewestPictures = 3
export const mostPictures = 30

/** From so many pictures on, some are held out. */
export const fewestToHoldOut = 5

/** A word or a few, as they stand in a text. */
const words = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}]+$/u)

export const teachingSettingsSchema = z.object({
  ...stepSettings,
  steps: stepSettings.steps.unwrap().default(600),
  /** Pictures of the product that one step learns from; as many of its class come beside them. */
  batch: z.int().min(1).max(64).default(1),
  validateEvery: stepSettings.validateEvery.unwrap().default(50),
  drawEvery: stepSettings.drawEvery.unwrap().default(200),
  saveEvery: stepSettings.saveEvery.unwrap().default(50),
  target: stepSettings.target.unwrap().default("keep-whole"),
  /** What the product will be called: a word that means nothing yet. */
  word: words.max(40),
  /** What kind of thing it is: “bag”. */
  class: words.max(80),
  /** The text that it is taught with; {} stands for the word and the class. */
  text: words.max(300).default("a photo of {}"),
  /** Rank of the LoRA, and α: how much of it acts at strength 1 is α / rank. */
  rank: z.int().min(1).max(128).default(8),
  alpha: z.number().positive().max(1024).default(8),
  /** Whether the U-Net's convolutions are taught beside its attention: it learns new outlines, and takes more memory. */
  convolutions: z.boolean().default(false),
  /** Whether the text encoder learns the word, too, as the U-Net then reads it; retrieval never does. */
  textEncoder: z.boolean().default(false),
  /** Pictures of the class that the pack draws before it starts, so that it doesn't forget them; 0 draws none. */
  classPictures: z.int().min(0).max(1000).default(40),
  /** Whether all of these are drawn from the class alone, not every second one from the text of an item of the catalog. */
  classAlone: z.boolean().default(false),
  /** How much they count. */
  priorWeight: z.number().min(0).max(10).default(1),
})
export type TeachingSettings = z.output<typeof teachingSettingsSchema>
export type TeachingSettingsInput = z.input<typeof teachingSettingsSchema>

/** Whether pictures of the class are learned beside the product's. */
export const keepsClass = ({ classPictures, priorWeight }: TeachingSettings): boolean =>
  classPictures > 0 && priorWeight > 0

/** Rows of one step. */
export const teachingRows = (settings: TeachingSettings): number =>
  settings.batch * (keepsClass(settings) ? 2 : 1)

/** The text that the product is taught with, and the one that its class is drawn with. */
export const productText = ({ text, word, class: kind }: TeachingSettings): string =>
  filled(text, `${word} ${kind}`)
export const classText = ({ text, class: kind }: TeachingSettings): string => filled(text, kind)

const filled = (text: string, subject: string): string =>
  text.includes("{}") ? text.replaceAll("{}", subject) : `${text} ${subject}`

/** The LoRA's name: that of the run, as LoRAs can be called. */
export const loraNameOf = (name: string): string => {
  const plain = name
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}_.-]+/gu, "-")
    .replace(/^[^\p{L}\p{N}]+|[-.]+$/gu, "")
    .slice(0, 90)
  return loraNameSchema.safeParse(plain).success ? plain : "product"
}

/** What is found before a product is taught. */
export const teachingCheckSchema = z.object({
  /** Pictures that it learns from, and that are held out: none of fewer than five. */
  pictures: z.int(),
  heldOut: z.int(),
  /** Pictures that are the same as another, and files that can't be read; by their names. */
  same: z.array(z.string()).max(30),
  unreadable: z.array(z.string()).max(30),
  /** Pieces in which the tokenizer reads the word. */
  pieces: z.int(),
  /** The texts that it is taught with. */
  text: z.string(),
  classText: z.string(),
  ...runCostSchema.shape,
})
export type TeachingCheck = z.infer<typeof teachingCheckSchema>

/** Where the pictures come from: items of the catalog with all their pictures. A folder is named by its handle or its path. */
export const taughtItemsSchema = z.array(idSchema).max(mostPictures)
