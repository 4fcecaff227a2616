/**
 * A layout: words, pictures and shapes over a drawn image, as data. All lengths are shares, so that one layout serves
 * images of several sizes; what shares of, is said at each.
 */
import { z } from "zod"
import { hashSchema } from "./hash.ts"

export const longestName = 40
export const layoutNameSchema = z
  .string()
  .max(longestName)
  .regex(/^[a-z0-9][a-z0-9-]*$/)

export const mostElements = 40
export const mostFonts = 12
/** Characters of a text, fields and all. */
export const longestText = 500

/** From where to where numbers of a layout go; the editor's fields are bound by the same. */
export const ranges = {
  /** Of x and y. */
  shift: { min: -1, max: 1 },
  /** Of a box's width and height. */
  side: { min: 0.01, max: 1 },
  textSize: { min: 0.005, max: 0.5 },
  lines: { min: 1, max: 20 },
  leading: { min: 0.8, max: 3 },
  opacity: { min: 0, max: 1 },
  radius: { min: 0, max: 0.5 },
  safe: { min: 0, max: 0.45 },
} as const

const numberIn = ({ min, max }: { min: number; max: number }) => z.number().min(min).max(max)

const colour = z.string().regex(/^#[0-9a-f]{6}$/i)
/** A file beside the layout. */
const picture = z.string().regex(/^[\p{L}\p{N}_][\p{L}\p{N}_ .-]{0,99}\.(png|jpe?g|webp)$/iu)
const fontFile = z.string().regex(/^[\p{L}\p{N}_][\p{L}\p{N}_ .-]{0,99}\.(ttf|otf)$/iu)

export const anchors = [
  "top-left",
  "top",
  "top-right",
  "left",
  "center",
  "right",
  "bottom-left",
  "bottom",
  "bottom-right",
] as const

/** Where something is: shares of the safe zone's width and height, or of the whole image where it bleeds. */
const boxSchema = z.strictObject({
  /** The corner, edge or middle that x and y are distances from, inwards. */
  anchor: z.enum(anchors).default("top-left"),
  x: numberIn(ranges.shift).default(0),
  y: numberIn(ranges.shift).default(0),
  width: numberIn(ranges.side),
  height: numberIn(ranges.side),
})
export type Box = z.output<typeof boxSchema>

const textSchema = z.strictObject({
  type: z.literal("text"),
  /** Fixed words and fields of the item: `{title}`, `{price}`, any other column. */
  text: z.string().min(1).max(longestText),
  box: boxSchema,
  /** Of an em, as a share of the image's shorter side: wanted, and the smallest that it may shrink to. */
  size: numberIn(ranges.textSize),
  smallest: numberIn(ranges.textSize).optional(),
  weight: z.int().min(100).max(900).default(400),
  italic: z.boolean().default(false),
  lines: z.int().min(ranges.lines.min).max(ranges.lines.max).default(1),
  /** From baseline to baseline, in ems. */
  leading: numberIn(ranges.leading).default(1.2),
  /** `start` is the right side for scripts that run from right to left. */
  align: z.enum(["start", "center", "end"]).default("start"),
  vertical: z.enum(["top", "middle", "bottom"]).default("top"),
  /** `auto`: white or black, whichever reads better on what lies under it. */
  colour: z.union([colour, z.literal("auto")]).default("auto"),
  /** `plate` darkens or lightens what is under the words as far as 4.5:1 needs (WCAG 2.2, 1.4.3). */
  contrast: z.enum(["plate", "none"]).default("plate"),
  /** Whether a text that is still too long at its smallest ends in “…”; otherwise it is refused. */
  cut: z.boolean().default(true),
})

const imageSchema = z.strictObject({
  type: z.literal("image"),
  file: picture,
  box: boxSchema,
  fit: z.enum(["contain", "cover"]).default("contain"),
  opacity: numberIn(ranges.opacity).default(1),
  bleed: z.boolean().default(false),
})

const shapeSchema = z.strictObject({
  type: z.literal("shape"),
  shape: z.enum(["rectangle", "ellipse"]).default("rectangle"),
  box: boxSchema,
  colour,
  opacity: numberIn(ranges.opacity).default(1),
  /** Of the corners, as a share of the box's shorter side. */
  radius: numberIn(ranges.radius).default(0),
  /** Placed on the whole image instead of the safe zone. */
  bleed: z.boolean().default(false),
})

const layoutElementSchema = z.discriminatedUnion("type", [textSchema, imageSchema, shapeSchema])
export type LayoutElement = z.output<typeof layoutElementSchema>
export type TextElement = z.output<typeof textSchema>

export const layoutSchema = z.strictObject({
  version: z.literal(1).default(1),
  name: layoutNameSchema,
  /** What stays free at each edge: shares of the image's width and height. */
  safe: z
    .strictObject({
      top: numberIn(ranges.safe),
      right: numberIn(ranges.safe),
      bottom: numberIn(ranges.safe),
      left: numberIn(ranges.safe),
    })
    .default({ top: 0.05, right: 0.05, bottom: 0.05, left: 0.05 }),
  /** Tried in this order: font files beside the layout, and families of the system. Inter and the system's other fonts follow. */
  fonts: z
    .array(
      z.union([
        z.strictObject({ file: fontFile }),
        z.strictObject({ family: z.string().regex(/^[\p{L}\p{N} ._-]{1,100}$/u) }),
      ]),
    )
    .max(mostFonts)
    .default([]),
  /** The first lies lowest. */
  elements: z.array(layoutElementSchema).min(1).max(mostElements),
})
export type Layout = z.output<typeof layoutSchema>
export type LayoutInput = z.input<typeof layoutSchema>

/** A file of a layout that is being changed: what the layout calls it, and which bytes it has. */
export const layoutFileSchema = z.strictObject({ name: z.union([picture, fontFile]), hash: hashSchema })
export type LayoutFile = z.infer<typeof layoutFileSchema>

/** A layout as recipes and manifests name it. */
export const layoutRefSchema = z.strictObject({
  name: layoutNameSchema,
  hash: hashSchema,
})
export type LayoutRef = z.infer<typeof layoutRefSchema>

/** The words of its text boxes, before the item's values are filled in. */
export const textsOf = ({ elements }: Layout): string[] =>
  elements.flatMap(element => (element.type === "text" ? [element.text] : []))

/** A field in a text: `{title}`. */
export const fieldPattern = /\{([^{}]+)\}/g

/** The files beside a layout that it names, each once. */
export const filesOf = ({ fonts, elements }: Layout): string[] => [
  ...new Set([
    ...fonts.flatMap(font => ("file" in font ? [font.file] : [])),
    ...elements.flatMap(element => (element.type === "image" ? [element.file] : [])),
  ]),
]

/** The fields that a text asks for, in its order. */
export const fieldsIn = (text: string): string[] =>
  [...text.matchAll(fieldPattern)].map(([, name]) => name!.trim().toLowerCase())
