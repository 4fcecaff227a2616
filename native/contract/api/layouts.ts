/** Layouts: those that are kept, and one that is being changed, as a picture and with what is to be said of it. */
import { oc } from "@orpc/contract"
import { z } from "zod"
import { layoutFileSchema, layoutNameSchema, layoutRefSchema, layoutSchema } from "../layout.ts"
import { noteSchema } from "../note.ts"
import { settingsTable } from "../settings-table.ts"
import { hashSchema, idSchema, keySchema } from "./common.ts"

const named = z.object({ name: layoutNameSchema })

/** Those of the program can't be changed; a copy can. */
const originSchema = z.enum(["shipped", "workspace"])

/** A layout that may not be kept yet, with the files that it names. */
const draftSchema = z.object({ layout: layoutSchema, files: z.array(layoutFileSchema).max(60) })

export const layoutViewSchema = draftSchema.extend({ hash: hashSchema, origin: originSchema })
export type LayoutView = z.output<typeof layoutViewSchema>

const side = z.int().min(16).max(4096)
const sizeSchema = z.object({
  /** As notes name it. */
  name: z.string().min(1).max(40),
  width: side,
  height: side,
  fit: z.enum(["crop", "pad"]).default("crop"),
})

/** What the layout is laid over. */
const underSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("item"), id: idSchema }),
  z.object({ kind: z.literal("render"), id: keySchema }),
  /** A picture that the page has, as of a preview. */
  z.object({ kind: z.literal("frame"), frame: z.string().startsWith("data:image/").max(1_500_000) }),
  /** Neither light nor dark, where there is no item yet. */
  z.object({ kind: z.literal("plain") }),
])
export type LaidOver = z.infer<typeof underSchema>

const { protect, placeScale, placeX, placeY } = settingsTable
const keptSchema = z.object({
  protect: protect.schema,
  placeScale: placeScale.schema,
  placeX: placeX.schema,
  placeY: placeY.schema,
})
export type KeptInPicture = z.output<typeof keptSchema>

const findingSchema = z.object({
  /** The element's place; null for what is said of the whole layout. */
  element: z.int().nullable(),
  finding: noteSchema,
  /** Whether it keeps sets from starting; the element is then not drawn. */
  isProblem: z.boolean(),
})
export type LayoutFinding = z.infer<typeof findingSchema>

export const layouts = {
  /** By name: those that ship, and those of the workspace. */
  list: oc.output(z.array(z.object({ name: layoutNameSchema, origin: originSchema, elements: z.int() }))),
  get: oc.input(named).output(layoutViewSchema),
  /** `replaces`: the hash of the layout of that name that was opened; null for a new one. @throws layout.changed, layout.taken */
  save: oc
    .input(draftSchema.extend({ replaces: hashSchema.nullable() }))
    .output(z.object({ layout: layoutRefSchema })),
  copy: oc.input(named.extend({ as: layoutNameSchema })).output(z.object({ layout: layoutRefSchema })),
  /** The key brings it back, for 30 days. */
  remove: oc.input(named).output(z.object({ key: keySchema })),
  restore: oc.input(named.extend({ key: keySchema })),
  /** Takes in a picture (PNG, JPEG, WebP) or a font (TTF, OTF) for layouts. `family`: the font's own name. */
  keepFile: oc
    .input(z.object({ file: z.file().max(32 * 1024 * 1024) }))
    .output(layoutFileSchema.extend({ family: z.string().nullable() })),
  /** The system's fonts, by family. */
  fonts: oc.output(z.object({ families: z.array(z.string()) })),
  /** The catalog's columns beside those that every item has, the most usual first: how many items have them, and a value. */
  fields: oc.output(z.array(z.object({ name: z.string(), items: z.int(), sample: z.string() }))),
  /**
   * The layout over a picture, with a longer side of `edge` pixels: drawn at the size, or, `quick`, no larger than it is
   * shown, as while something moves; words may then break elsewhere.
   */
  preview: oc
    .input(
      draftSchema.extend({
        size: sizeSchema,
        over: underSchema,
        /** Whose values the fields have; `values` take the place of single ones. */
        item: idSchema.nullable(),
        values: z.record(z.string().max(100), z.string().max(2000)).default({}),
        edge: z.int().min(64).max(4096),
        quick: z.boolean().default(false),
      }),
    )
    .output(z.object({ picture: z.string().startsWith("data:image/"), findings: z.array(findingSchema) })),
  /**
   * The pixels that a kept layout changes on a picture of that size; the others are transparent. `kept`: what of the item's
   * picture is protected, and where that lies; a render's recipe says it itself.
   */
  overlay: oc
    .input(named.extend({ size: sizeSchema, over: underSchema, item: idSchema, kept: keptSchema.optional() }))
    .output(z.object({ picture: z.string().startsWith("data:image/"), findings: z.array(findingSchema) })),
  /** Everything that keeps the layout from being used for all items at these sizes; and what is worth a look. */
  check: oc
    .input(draftSchema.extend({ sizes: z.array(sizeSchema).min(1).max(20) }))
    .output(z.object({ items: z.int(), problems: z.array(noteSchema), warnings: z.array(noteSchema) })),
}
