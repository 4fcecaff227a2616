/** pack.json: the description that a model pack brings with it. */
import { z } from "zod"
import { guidanceSchema } from "../contract/setting-values.ts"
import { hintUnshuffle } from "./unet-config.ts"

/** The folders of a pack, each one network or tokenizer (diffusers' names where it has one). */
export const packFolders = [
  "scheduler",
  "tokenizer",
  "text_encoder",
  "image_encoder",
  "unet",
  "vae",
  "ip_adapter",
  "clip_text",
  "interest",
  "foreground",
  "controlnet",
  "few_steps",
  "vae_tiny",
  "upscaler",
] as const
export type PackFolder = (typeof packFolders)[number]

/** A path inside the pack: forward slashes, no way out. */
const innerPath = z
  .string()
  .min(1)
  .max(300)
  .refine(path => !/^[/\\]|\\|:|(^|\/)\.\.?(\/|$)/.test(path), "is not a plain path inside the pack")

const threshold = z.number().min(0).max(2040)
const edgeThresholdsSchema = z.tuple([threshold, threshold])

const rgb = z.tuple([z.number(), z.number(), z.number()])

export const manifestSchema = z.object({
  format: z.literal(1),
  name: z.string().trim().min(1).max(100),
  version: z.string().min(1).max(40),
  licence: z.string().min(1).max(200),
  /** Who made it and where it comes from. */
  origin: z.string().min(1).max(2000),
  /** Side in pixels of the images that the U-Net was trained on. */
  nativeSize: z.int().min(64).max(2048).multipleOf(64),
  trainedOn: z.string().min(1).max(4000),
  /** The classifier-free guidance that suits it; Stable Diffusion's where nothing is said. */
  guidance: guidanceSchema.default(7.5),
  /**
   * Where a component's weights are when not in the folder of its name: another folder of the pack (the starter's
   * clip_text is its text_encoder), or a single-file LDM checkpoint. Its config.json is then still looked for in its own
   * folder first.
   */
  components: z.partialRecord(z.enum(packFolders), innerPath).default({}),
  /** How the foreground network wants its pixels: side S, and (value / 255 − mean) / std per channel. */
  foreground: z.object({ size: z.int().min(16).max(4096), mean: rgb, std: rgb }).optional(),
  /**
   * Of a U-Net with input channels for structure: what its hint shows, by how much it is pixel-unshuffled, and whether
   * guidance strengthens it, because the unconditional row goes without.
   */
  structure: z
    .object({
      kind: z.literal("edges"),
      unshuffle: z.literal(hintUnshuffle),
      guided: z.boolean().default(false),
    })
    .optional(),
  /** How strongly structure guides where nobody says so. */
  structureScale: z.number().min(0).max(1).default(0),
  /** Of the gradient |dx| + |dy|: an edge begins above the second and goes on above the first. */
  edgeThresholds: edgeThresholdsSchema.default([100, 200]),
  /**
   * What the training pictures' embeddings look like: `statistics` is a safetensors file with their `mean` [p] and
   * `whitening` [p,p]; one training picture in ten lies farther from the mean than `threshold` (Mahalanobis).
   */
  domain: z.object({ statistics: innerPath, threshold: z.number().positive() }).optional(),
  files: z
    .array(z.object({ path: innerPath, size: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
    .max(1000),
})
export type Manifest = z.output<typeof manifestSchema>

/** What pack.json holds where nobody said more: the same in every language. */
export const unstated = {
  licence: "unknown",
  origin: "assembled by its user",
  trainedOn: "unknown",
} as const satisfies Partial<Manifest>
