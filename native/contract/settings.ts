/** What a designer can turn: the settings of one personalisation, with the paper's defaults. */
import { z } from "zod"

export const devices = ["cpu", "webgpu", "cuda", "dml", "coreml"] as const
export const deviceSchema = z.enum(devices)
export type Device = z.infer<typeof deviceSchema>

export const schedulerSchema = z.enum(["ddim", "dpmpp-2m", "dpmpp-2m-karras"])
export type SchedulerName = z.infer<typeof schedulerSchema>

/** How an image is drawn that is only to be looked at: a solver that is near its end after few steps. */
export const previewSettings = { scheduler: "dpmpp-2m-karras", steps: 12 } as const

/** `paper` lets the tail of T* fall off at 77 tokens; `keep-tags` shortens T until all tags fit. */
export const fitSchema = z.enum(["paper", "keep-tags"])
export type Fit = z.infer<typeof fitSchema>

/** Largest seed: noise is drawn from a 32-bit counter-based generator. */
export const maxSeed = 0xffff_ffff

export const guidanceSchema = z.number().min(0).max(30)

export const sideSchema = z.int().min(64).max(2048).multipleOf(64)

export const settingsSchema = z.object({
  /** λ1: how strongly the rewritten text guides (eq. 13). */
  lambda1: z.number().min(0).max(2).default(1),
  /** λ2: how strongly the interest embedding guides (eq. 13). */
  lambda2: z.number().min(0).max(1).default(0.2),
  /** s: how strongly the item's own image guides. */
  imageScale: z.number().min(0).max(2).default(1),
  /** H: how many persona tags are used (eq. 5). */
  tags: z.int().min(0).max(32).default(8),
  /** k: how many history items count (eq. 5). */
  history: z.int().min(1).max(50).default(5),
  /** K: how many texts and images are retrieved (eq. 8, 9). */
  neighbours: z.int().min(1).max(20).default(5),
  steps: z.int().min(1).max(200).default(50),
  /** Classifier-free guidance (eq. 15); the pack's own when absent. */
  guidance: guidanceSchema.optional(),
  scheduler: schedulerSchema.default("ddim"),
  /** Seed of the first image; image n of a call uses seed + n. */
  seed: z.int().min(0).max(maxSeed).default(0),
  count: z.int().min(1).max(64).default(4),
  /** Pixels; the pack's native size when absent. */
  width: sideSchema.optional(),
  height: sideSchema.optional(),
  fit: fitSchema.default("keep-tags"),
  /** Whether the item itself is kept out of its neighbours. */
  excludeSelf: z.boolean().default(false),
  /** Id of a fine-tuned adapter in the workspace; null uses the pack's own. */
  adapter: z.string().max(100).nullable().default(null),
  /** Items never to be used as neighbours. */
  excludedNeighbours: z.array(z.string()).max(1000).default([]),
  /** History items left out when counting tags. */
  excludedHistory: z.array(z.string()).max(1000).default([]),
})

export type Settings = z.output<typeof settingsSchema>
export type SettingsInput = z.input<typeof settingsSchema>
