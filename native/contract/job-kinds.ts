/**
 * Every kind of job, once: its lane, its input, its checkpoint, its report, and the unit of its progress. Handlers
 * (native/engine), `jobs.report` and the page's report views are typed from this table.
 */
import { z } from "zod"
import { drawRequestSchema } from "./draw.ts"
import { farmNameSchema } from "./farm.ts"
import { decisionSchema, imageSetReportSchema, imageSetSchema, mostDecisions } from "./image-set.ts"
import { askedFormatSchema, fetchFromSchema, importReportSchema, readingSchema } from "./import.ts"
import { localeSchema } from "./locale.ts"
import { judgeSettingsSchema } from "./preference.ts"
import { storedNoteSchema } from "./problem.ts"
import { upscaleRequestSchema } from "./upscaler.ts"
import { markSchema } from "./verdict.ts"

/** A lane does one job at a time: a render doesn't wait for an export, nor an export for a training, a study or a download of hours. */
export const lanes = ["render", "background", "training", "study", "download"] as const
export type Lane = (typeof lanes)[number]

interface JobKindEntry {
  lane: Lane
  /** The job's input, as it is kept in the queue. */
  input: z.ZodType
  /** The finished part, so that a job that is started again continues from there. */
  checkpoint: z.ZodType
  /** The report of a finished job. */
  report: z.ZodType
  /** What its progress counts; `saving` counts nothing. */
  units: readonly [string, ...string[]]
  /** The figures that its line shows when it is over. */
  figures: readonly string[]
}

const countCheckpoint = z.object({ done: z.int() })

/** Masks that were made and should be looked at, and items that got none. */
const looked = {
  doubtful: z.array(z.object({ item: z.string(), doubts: z.array(storedNoteSchema) })),
  failed: z.array(z.object({ item: z.string(), reason: storedNoteSchema })),
}

const studySchema = z.object({ study: z.string() })

export const jobKinds = {
  import: {
    lane: "background",
    input: readingSchema.extend({
      dir: z.string(),
      format: askedFormatSchema,
      scenario: z.string().optional(),
      archiveGone: z.boolean().optional(),
      fetchFrom: fetchFromSchema.optional(),
      /** Of import-report.csv. */
      locale: localeSchema.default("en"),
    }),
    /** Present once everything was imported. */
    checkpoint: z.object({ report: importReportSchema }),
    report: importReportSchema,
    units: ["items", "images", "interactions", "saving"],
    figures: ["added", "updated", "unchanged", "refused"],
  },
  prepare: {
    lane: "background",
    input: z.object({}),
    checkpoint: countCheckpoint,
    report: z.object({ prepared: z.int(), kept: z.int(), warnings: z.array(storedNoteSchema) }),
    units: ["items"],
    figures: ["prepared", "kept"],
  },
  tag: {
    lane: "background",
    input: z.object({}),
    checkpoint: countCheckpoint,
    report: z.object({
      tagged: z.int(),
      kept: z.int(),
      failed: z.array(z.object({ id: z.string(), reason: storedNoteSchema })),
    }),
    units: ["items"],
    figures: ["tagged", "kept", "failed"],
  },
  mask: {
    lane: "background",
    /** Items whose subjects get a mask of that name. */
    input: z.object({ items: z.array(z.string()), name: z.string() }),
    checkpoint: z.object({ done: z.int(), made: z.int(), ...looked }),
    report: z.object({ name: z.string(), made: z.int(), ...looked }),
    units: ["items"],
    figures: ["made", "doubtful", "failed"],
  },
  render: {
    lane: "render",
    input: drawRequestSchema.extend({ mark: markSchema.optional() }),
    /** Ids of the renders that are kept, in the order of their seeds. */
    checkpoint: z.object({ renders: z.array(z.string()) }),
    /** `warnings`: why the images are not quite as they were asked for. */
    report: z.object({ renders: z.array(z.string()), warnings: z.array(storedNoteSchema).default([]) }),
    units: ["images"],
    figures: ["images"],
  },
  upscale: {
    lane: "render",
    input: upscaleRequestSchema,
    /** Id of the larger render, once it is kept. */
    checkpoint: z.object({ render: z.string() }),
    report: z.object({ render: z.string() }),
    units: ["tiles"],
    figures: ["width", "height"],
  },
  export: {
    lane: "background",
    /** The page's set, the path that its handle stood for, and the language of its contact sheet. */
    input: z.object({
      set: imageSetSchema,
      /** Null for a set that a farm draws into the history alone. */
      folder: z.string().nullable(),
      locale: localeSchema.default("en"),
      /** Of the farm that draws it; null for this machine. */
      farm: farmNameSchema.nullable().default(null),
      /** About images that an earlier job held. */
      decisions: z.array(decisionSchema).max(mostDecisions).default([]),
    }),
    /**
     * The folder itself says what is left to do; `files` tells the queue that the job advances. `report`, once all is
     * written: the folder of a finished set is taken for another's.
     */
    checkpoint: z.object({ files: z.int(), report: imageSetReportSchema.optional() }),
    report: imageSetReportSchema,
    units: ["files", "images"],
    figures: ["files", "leftOut", "held", "images"],
  },
  train: {
    lane: "training",
    input: z.object({ run: z.string() }),
    /** The run keeps its own checkpoints; this tells the queue that the job advances. */
    checkpoint: z.object({ step: z.int() }),
    report: z.object({ run: z.string() }),
    units: ["steps"],
    figures: ["steps", "first", "best", "bestStep"],
  },
  evaluate: {
    lane: "study",
    input: studySchema,
    checkpoint: countCheckpoint,
    report: studySchema,
    units: ["images", "items"],
    /** Its study's page shows what it found. */
    figures: [],
  },
  judge: {
    lane: "study",
    input: studySchema.extend({ settings: judgeSettingsSchema, consentedHosts: z.array(z.string()) }),
    checkpoint: countCheckpoint,
    report: studySchema,
    units: ["questions"],
    figures: ["answers"],
  },
  download: {
    lane: "download",
    /** A published model or pack; its licences were accepted before. */
    input: z.object({ model: z.string() }),
    /** The folder of models knows what has come; this tells the queue that the job advances. */
    checkpoint: z.object({ bytes: z.int() }),
    report: z.object({ model: z.string(), pack: z.boolean(), bytes: z.int(), downloadedBytes: z.int() }),
    units: ["megabytes", "saving"],
    figures: ["megabytes", "downloaded"],
  },
} as const satisfies Record<string, JobKindEntry>

type Kinds = typeof jobKinds
export type JobKind = keyof Kinds
export const jobKindSchema = z.enum(Object.keys(jobKinds) as [JobKind, ...JobKind[]])

export type JobInput<Kind extends JobKind> = z.output<Kinds[Kind]["input"]>
export type JobCheckpoint<Kind extends JobKind> = z.output<Kinds[Kind]["checkpoint"]>
export type JobReport<Kind extends JobKind> = z.output<Kinds[Kind]["report"]>
export type JobFigures<Kind extends JobKind> = Record<Kinds[Kind]["figures"][number], number>

/** A kind whose finished jobs show figures; the words are `jobs.outcomes` of the page. */
export type KindWithFigures = {
  [Kind in JobKind]: Kinds[Kind]["figures"] extends readonly [] ? never : Kind
}[JobKind]
export const showsFigures = (kind: JobKind): kind is KindWithFigures => jobKinds[kind].figures.length > 0

/** What a kind's progress counts. */
export type UnitOf<Kind extends JobKind> = Kinds[Kind]["units"][number]

/** Empty before anything is counted. */
export type JobUnit = UnitOf<JobKind> | ""
const units = Object.values(jobKinds).flatMap(({ units }): readonly JobUnit[] => units)
export const jobUnitSchema = z.enum(["", ...units])

/** A kind with its report: what `jobs.report` answers with. */
export type ReportOfKind<Kind extends JobKind = JobKind> = {
  [Each in Kind]: { kind: Each; report: JobReport<Each> }
}[Kind]

const reportOptions = Object.entries(jobKinds).map(([kind, { report }]) =>
  z.object({ kind: z.literal(kind), report }),
)
// A schema that is made in a loop loses which report belongs to which kind.
export const reportOfKindSchema = z.union(reportOptions) as unknown as z.ZodType<ReportOfKind>
