/** The allowed values of some settings. Recipes, packs and trainings hold the same values. */
import { z } from "zod"

export const schedulerSchema = z.enum(["ddim", "dpmpp-2m", "dpmpp-2m-karras", "lcm"])
export type SchedulerName = z.infer<typeof schedulerSchema>

/** `paper` lets the tail of T* fall off at 77 tokens; `keep-tags` shortens T until all tags fit. */
export const fitSchema = z.enum(["paper", "keep-tags"])
export type Fit = z.infer<typeof fitSchema>

/**
 * What a hint of structure shows. `edges` (Canny's) and `tile` (the picture itself) can be made from the item's picture; of
 * the others the user brings a picture, `own` being any that has no name here.
 */
export const structureKinds = ["edges", "tile", "depth", "sketch", "pose", "own"] as const
export const structureKindSchema = z.enum(structureKinds)
export type StructureKind = z.infer<typeof structureKindSchema>

/** The kinds that are made from the item's picture where the user brings none. */
export const itemHintKinds = ["edges", "tile"] as const satisfies StructureKind[]

/** Whose edges structure keeps: `subject`: the foreground's, over white; `whole`: all of the picture's. */
export const structureOfSchema = z.enum(["subject", "whole"])

/** Words to avoid, in phrases with commas between them. */
export const mostAvoided = 500
export const avoidedTextSchema = z.string().trim().max(mostAvoided)

/** Largest seed: noise is drawn from a 32-bit counter-based generator. */
export const maxSeed = 0xffff_ffff

export const guidanceSchema = z.number().min(0).max(30)

/** Width or height of an image in pixels. */
export const sideSchema = z.int().min(64).max(2048).multipleOf(64)
