/** Studies of whether personalisation works on this catalog, and how people and judging models rank their images. */
import { oc } from "@orpc/contract"
import { z } from "zod"
import { evaluationSettingsSchema, findingsSchema } from "../evaluation.ts"
import { localeSchema } from "../locale.ts"
import { judgeSettingsSchema, preferenceSchema, questionnaireSettingsSchema } from "../preference.ts"
import { problemSchema } from "../problem.ts"
import { handleSchema, idSchema, studyImageKeySchema } from "./common.ts"
import { jobSchema } from "./jobs.ts"

export const studyViewSchema = z.object({
  id: z.string(),
  createdAt: z.iso.datetime(),
  settings: evaluationSettingsSchema,
  pack: z.object({ name: z.string(), version: z.string() }),
  /** Name of the adapter that it is about; null for the pack's own. */
  adapter: z.string().nullable(),
  /** The arms that were added to it: what they are called, and the pack or the LoRA that draws them. */
  baselines: z.array(z.object({ name: z.string(), kind: z.enum(["pack", "lora"]), of: z.string() })),
  /** `stopped`: it was cancelled, or failed with `problem`; it can be continued. */
  state: z.enum(["queued", "running", "paused", "stopped", "done"]),
  /** In images, items or stages; null before and after. */
  progress: jobSchema.shape.progress.nullable(),
  problem: problemSchema.nullable(),
})
export type StudyView = z.infer<typeof studyViewSchema>

const studyDetailSchema = studyViewSchema.extend({
  /** Null before it is finished. */
  findings: findingsSchema.nullable(),
  /** Of some users, what each arm drew: an image of kind `study`, or none where the arm is the original itself. */
  pictures: z.array(
    z.object({
      user: z.string(),
      item: idSchema,
      drawn: z.array(z.object({ arm: z.string(), picture: studyImageKeySchema })),
    }),
  ),
  /** What people, and each judging model, say of the images. */
  preferences: z.array(preferenceSchema),
})
export type StudyDetail = z.infer<typeof studyDetailSchema>

const study = z.object({ id: z.string().min(1).max(100) })

export const evaluation = {
  /** How many images and how much time a study would take. @throws StudioError when it can't be made */
  check: oc.input(z.object({ settings: evaluationSettingsSchema })).output(
    z.object({
      users: z.int(),
      images: z.int(),
      /** null until this machine has drawn an image of that size. */
      seconds: z.number().nullable(),
    }),
  ),
  start: oc.input(z.object({ settings: evaluationSettingsSchema })).output(studyViewSchema),
  /** Newest first. */
  studies: oc.output(z.array(studyViewSchema)),
  study: oc.input(study).output(studyDetailSchema),
  pause: oc.input(study).output(studyViewSchema),
  /** Goes on with one that was paused or stopped. */
  resume: oc.input(study).output(studyViewSchema),
  /** Deletes a study with its images and answers. */
  remove: oc.input(study).output(z.array(studyViewSchema)),
  /** Copies the report (written in the language `locale`), its figures and images to a new folder in the folder chosen; `folder` is its name. */
  export: oc
    .input(study.extend({ handle: handleSchema, locale: localeSchema }))
    .output(z.object({ folder: z.string() })),
  /** Writes the page that asks people into the folder chosen; `file` is its name. */
  questionnaire: oc
    .input(study.extend({ handle: handleSchema, ...questionnaireSettingsSchema.shape }))
    .output(z.object({ file: z.string(), trials: z.int() })),
  /** Takes in all participants' files of the folder chosen. */
  answers: oc.input(study.extend({ handle: handleSchema })).output(
    z.object({
      participants: z.int(),
      refused: z.array(z.object({ file: z.string(), problem: problemSchema })),
    }),
  ),
  /** Queues a job that asks the endpoint of the settings. @throws preference.no_endpoint, endpoint.* */
  judge: oc
    .input(study.extend({ rounds: judgeSettingsSchema.shape.rounds }))
    .output(z.object({ job: z.uuid() })),
}
