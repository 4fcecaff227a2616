/** Fine-tuning on the catalog, and the adapters that it leaves. */
import { oc } from "@orpc/contract"
import { z } from "zod"
import { problemSchema } from "../problem.ts"
import { taughtItemsSchema, teachingCheckSchema, teachingSettingsSchema } from "../teaching.ts"
import { runCurvesSchema, runSchema, trainingCheckSchema, trainingSettingsSchema } from "../training.ts"
import { handleSchema, hashSchema } from "./common.ts"

const nameSchema = z.string().trim().min(1).max(100)
const run = z.object({ id: z.string().min(1).max(100) })

const teaching = z.object({
  settings: teachingSettingsSchema,
  /** Items whose pictures show the product, all of them; and a folder of pictures. */
  items: taughtItemsSchema.default([]),
  folder: handleSchema.nullable().default(null),
})

export const training = {
  /** Checks the data and the machine's memory; trains nothing. */
  check: oc.input(z.object({ settings: trainingSettingsSchema })).output(trainingCheckSchema),
  /** Queues a run. @throws StudioError for the refusals that `check` lists */
  start: oc.input(z.object({ name: nameSchema, settings: trainingSettingsSchema })).output(runSchema),
  /** Checks a product's pictures and its word, and the machine's memory; teaches nothing. */
  checkTeaching: oc.input(teaching).output(teachingCheckSchema),
  /** Queues a run that teaches the pack a product. @throws StudioError for the refusals that `checkTeaching` lists */
  teach: oc.input(teaching.extend({ name: nameSchema })).output(runSchema),
  /** Newest first. */
  runs: oc.output(z.array(runSchema)),
  run: oc.input(run).output(runSchema),
  /** At most some hundred points a curve, thinned evenly. */
  curves: oc.input(run).output(runCurvesSchema),
  /** Frees the device after the current step; `resume` continues with the next one. */
  pause: oc.input(run).output(runSchema),
  /** A paused, failed or stopped run, from its last checkpoint. */
  resume: oc.input(run).output(runSchema),
  /** Ends early and keeps the best as an adapter. */
  stop: oc.input(run).output(runSchema),
  /** Ends without an adapter; its checkpoints stay until `remove`. */
  cancel: oc.input(run).output(runSchema),
  /** Deletes a run that isn't running, with its checkpoints. Its adapter stays. */
  remove: oc.input(run).output(z.array(runSchema)),
}

export const adapterViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  hash: hashSchema,
  createdAt: z.iso.datetime(),
  bytes: z.int(),
  /** The pack it was trained on. */
  pack: z.string(),
  /** Why the pack in use can't take it; null when it can. */
  problem: problemSchema.nullable(),
  /** Loss on the held-out users, before and after, and the step it was kept at; null of one that came without. */
  validation: z.object({ before: z.number(), after: z.number(), step: z.int() }).nullable(),
  /** Licence of the weights that it builds on. */
  licence: z.string(),
})
export type AdapterView = z.infer<typeof adapterViewSchema>

const adapter = z.object({ id: z.string().min(1).max(100) })

export const adapters = {
  /** Newest first. */
  list: oc.output(z.array(adapterViewSchema)),
  rename: oc.input(adapter.extend({ name: nameSchema })).output(adapterViewSchema),
  remove: oc.input(adapter).output(z.array(adapterViewSchema)),
  /** Copies a folder with adapter files into the workspace. */
  import: oc.input(z.object({ handle: handleSchema })).output(adapterViewSchema),
  /** Copies an adapter to a new folder in the folder chosen; `folder` is its name. */
  export: oc.input(adapter.extend({ handle: handleSchema })).output(z.object({ folder: z.string() })),
}
