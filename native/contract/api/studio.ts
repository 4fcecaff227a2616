/** The studio screen: a plan without drawing, a preview while a slider moves, final renders, sweeps. */
import { eventIterator, oc } from "@orpc/contract"
import { z } from "zod"
import { itemTagsSchema, tagMergeSchema } from "../catalog.ts"
import { drawRequestSchema } from "../draw.ts"
import { noteSchema } from "../note.ts"
import { problemSchema } from "../problem.ts"
import { interestSchema, recipePlanSchema } from "../recipe.ts"
import { sweepAxesSchema, sweepPointSchema } from "../sweep.ts"
import { markSchema } from "../verdict.ts"
import { hashSchema, itemSummarySchema, keySchema } from "./common.ts"
import { jobSchema } from "./jobs.ts"

const neighbourViewSchema = itemSummarySchema.extend({
  /** Cosine, −1 … 1. */
  similarity: z.number(),
})

/** Everything that is worked out before an image is drawn. */
export const planSchema = z.object({
  tags: itemTagsSchema,
  /** Every tag of the history with its count; the H that are used come first (`used`), banned ones last. */
  interests: z.array(interestSchema.extend({ used: z.boolean(), banned: z.boolean() })),
  /** The items that count, most recent first, and those that were left out. */
  history: z.array(itemSummarySchema.extend({ counted: z.boolean() })),
  rewrite: recipePlanSchema.shape.rewrite,
  textNeighbours: z.array(neighbourViewSchema),
  imageNeighbours: z.array(neighbourViewSchema),
  /** Tags that look like one another, as merges to offer; and merges in force that touch these tags. */
  nearDuplicates: z.array(tagMergeSchema),
  merged: z.array(tagMergeSchema),
  warnings: z.array(noteSchema),
})
export type PlanView = z.infer<typeof planSchema>

/** Against the original under the same crop; null where the pack has no CLIP pair (or no LPIPS weights are there). */
export const metricsSchema = z.object({
  ssim: z.number(),
  /** CLIP score to the rewritten text T*. */
  clipText: z.number().nullable(),
  /** CLIP score to the persona's tags. */
  clipPersona: z.number().nullable(),
  lpips: z.number().nullable(),
})
export type Metrics = z.infer<typeof metricsSchema>

/** A small picture, as a data URL. */
const frame = z.string().startsWith("data:image/")

export const previewEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("plan"), plan: planSchema }),
  /** The network's guess of the finished image after a step. */
  z.object({ type: z.literal("step"), step: z.int(), steps: z.int(), frame }),
  /** The whole image, and how long the engine took to draw it. */
  z.object({ type: z.literal("image"), frame, seconds: z.number() }),
  /** The image's metrics, last of all. */
  z.object({ type: z.literal("metrics"), metrics: metricsSchema }),
])
export type PreviewEvent = z.infer<typeof previewEventSchema>

/** Pictures of one board, at most. */
export const mostTiles = 12

/** A picture of a board; `tile` is its place there. */
export const boardTileSchema = drawRequestSchema.extend({
  tile: z
    .int()
    .min(0)
    .max(mostTiles - 1),
})
export type BoardTile = z.input<typeof boardTileSchema>

export const boardEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("step"), tile: z.int(), step: z.int(), steps: z.int(), frame }),
  z.object({
    type: z.literal("image"),
    tile: z.int(),
    frame,
    seconds: z.number(),
    warnings: z.array(noteSchema),
  }),
  /** This tile can't be drawn; the others are. */
  z.object({ type: z.literal("problem"), tile: z.int(), problem: problemSchema }),
])
export type BoardEvent = z.infer<typeof boardEventSchema>

export const sweepCellSchema = z.object({
  /** Place in the order of the axes, the first one outermost. */
  index: z.int(),
  /** The values of the swept settings in this cell. */
  point: sweepPointSchema,
  frame,
  metrics: metricsSchema,
  /** It was drawn earlier and not again. */
  cached: z.boolean(),
})
export type SweepCell = z.infer<typeof sweepCellSchema>

export const studio = {
  /** Tags, interests, T* and neighbours. */
  plan: oc.input(drawRequestSchema).output(planSchema),
  /**
   * One quick image, streamed. A new preview cancels the one before on the same connection; leaving the stream cancels
   * within a step. `settings.steps` and `scheduler` are taken as given: the page asks for few.
   */
  preview: oc.input(drawRequestSchema).output(eventIterator(previewEventSchema)),
  /**
   * Quick images of several tiles, streamed, drawn in the order in which they are given. A new board cancels the one before
   * on the same connection, and gives way to `preview` between two steps.
   */
  board: oc
    .input(
      z.object({
        tiles: z
          .array(boardTileSchema)
          .min(1)
          .max(mostTiles)
          .refine(
            tiles => new Set(tiles.map(({ tile }) => tile)).size === tiles.length,
            "Two pictures of one tile",
          ),
      }),
    )
    .output(eventIterator(boardEventSchema)),
  /** Queues `settings.count` final images, before all other jobs; each becomes a render, with `mark` where it is given. */
  render: oc.input(drawRequestSchema.extend({ mark: markSchema.optional() })).output(jobSchema),
  /** Pictures of a running render job as they come: intermediate frames, then each finished render's id. */
  watch: oc
    .input(z.object({ job: keySchema }))
    .output(
      eventIterator(
        z.discriminatedUnion("type", [
          z.object({ type: z.literal("step"), index: z.int(), step: z.int(), steps: z.int(), frame }),
          z.object({ type: z.literal("render"), index: z.int(), id: keySchema }),
          z.object({ type: z.literal("end"), job: jobSchema }),
        ]),
      ),
    ),
  /** Keeps a picture of at most 32 MB that shows structure; `settings.structureHint` takes its hash. */
  keepHint: oc
    .input(z.object({ file: z.file().max(32 * 1024 * 1024) }))
    .output(z.object({ hash: hashSchema })),
  /** Cells as they come; cells drawn before, with the same recipe, come at once. */
  sweep: oc.input(drawRequestSchema.extend({ axes: sweepAxesSchema })).output(eventIterator(sweepCellSchema)),
}
