/** Image sets: items × personas × variants, as files. */
import { oc } from "@orpc/contract"
import { z } from "zod"
import { farmNameSchema } from "../farm.ts"
import { decisionSchema, heldImageSchema, imageSetSchema, mostDecisions } from "../image-set.ts"
import { localeSchema } from "../locale.ts"
import { noteSchema } from "../note.ts"
import { handleSchema } from "./common.ts"
import { jobSchema } from "./jobs.ts"

export const imageSets = {
  /** Without a folder: names, counts and sizes; lists what prevents the set. */
  estimate: oc
    .input(
      z.object({
        set: imageSetSchema,
        folder: handleSchema.nullable(),
        withoutFiles: z.boolean().default(false),
      }),
    )
    .output(
      z.object({
        files: z.int(),
        /** Images to be drawn; the others are there already. */
        toRender: z.int(),
        /** null until this machine has drawn an image of that size. */
        seconds: z.number().nullable(),
        bytes: z.int(),
        /** Free on the folder's drive; null without a folder. */
        freeBytes: z.int().nullable(),
        /** The first few file names. */
        names: z.array(z.string()),
        /** Names that two files would share, or that are there already. */
        collisions: z.array(z.string()),
        warnings: z.array(noteSchema),
        /** Of layouts: with any, the set does not start. */
        problems: z.array(noteSchema).default([]),
      }),
    ),
  /** Queues it, drawn here or on the farm of that name; without a folder, a farm draws it into the history. Its contact sheet speaks `locale`. The job's report is an ImageSetReport. Taken up again after a crash, it draws and writes only what is missing. */
  start: oc
    .input(
      z.object({
        set: imageSetSchema,
        folder: handleSchema.nullable(),
        locale: localeSchema,
        farm: farmNameSchema.nullable().default(null),
      }),
    )
    .output(jobSchema),
  /** The first images of a set that wait for a look, with their names; none once it is finished. @throws job.unknown */
  held: oc.input(z.object({ job: z.uuid() })).output(
    z.object({
      /** Of all that wait. */
      count: z.int(),
      images: z.array(
        heldImageSchema.extend({ title: z.string(), personaName: z.string(), image: z.string() }),
      ),
    }),
  ),
  /** Goes on with the set as was decided. @throws job.unknown, image_set.not_held */
  decide: oc
    .input(
      z.object({
        job: z.uuid(),
        decisions: z.array(decisionSchema).min(1).max(mostDecisions),
        locale: localeSchema,
      }),
    )
    .output(jobSchema),
}
