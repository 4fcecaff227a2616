/** Preference studies: people, or a judging model, rank the images that a study drew (paper, 4.2 and appendices C, F). */
import { z } from "zod"
import { intervalSchema } from "./evaluation.ts"
import { noteSchema } from "./note.ts"

/** Names an image, or a trial, without revealing how the image was made. */
const token = z.string().regex(/^[0-9a-f]{16}$/)

/** One trial as it was shown and ranked. */
export const rankingSchema = z.object({
  trial: token,
  /** The images from first to last place on the screen. */
  shown: z.array(token).min(2).max(8),
  /** The same images, best first. */
  ranked: z.array(token).min(2).max(8),
})
export type Ranking = z.infer<typeof rankingSchema>

/** The file that the questionnaire makes of one participant's answers. */
export const participantAnswersSchema = z.object({
  format: z.literal(1),
  /** The study that the questionnaire was made of. */
  survey: token,
  /** Drawn by the page when it is first opened. */
  participant: z.uuid(),
  answers: z.array(rankingSchema).max(1000),
})
export type ParticipantAnswers = z.infer<typeof participantAnswersSchema>

/** Rankings, summed up. */
export const rankSummarySchema = z.object({
  raters: z.int(),
  votes: z.int(),
  arms: z.array(
    z.object({
      arm: z.object({ id: z.string() }),
      /** Mean rank, 1 the best (paper, tables 1 and 2). Null, as are shares, of fewer than two raters. */
      rank: intervalSchema.nullable(),
      /** Share of rankings that it leads, and that have it in the first two. */
      first: intervalSchema.nullable(),
      topTwo: intervalSchema.nullable(),
      /** Share of rankings that have it before the reference; null for the reference itself. */
      beatsReference: intervalSchema.nullable(),
    }),
  ),
  /** Mean ranks of the trials of each scenario, in their order; empty where there is one alone (paper, tables 1 and 2). */
  scenarios: z
    .array(
      z.object({
        scenario: z.string(),
        arms: z.array(z.object({ arm: z.object({ id: z.string() }), rank: intervalSchema.nullable() })),
      }),
    )
    .default([]),
  /** Share of rankings that put the image of each place first: equal where place doesn’t matter. Empty of one rater. */
  firstByPlace: z.array(intervalSchema),
})
export type RankSummary = z.infer<typeof rankSummarySchema>

/** The ranking of a study's arms by one group of raters. */
export const preferenceSchema = rankSummarySchema.extend({
  /** The judging model; null where people ranked. */
  model: z.string().nullable(),
  /** Items that were ranked; null where a development version kept none. */
  items: z.int().nullable().default(null),
  /** How the raters were asked. */
  notes: z.array(noteSchema).default([]),
})
export type Preference = z.infer<typeof preferenceSchema>

export const questionnaireSettingsSchema = z.object({
  /** Items that each participant is asked about: 8 in the paper. */
  trials: z.int().min(1).max(100).default(8),
})

export const judgeSettingsSchema = z.object({
  /** OpenAI-compatible base URL, e.g. http://localhost:11434/v1 of Ollama. */
  endpoint: z.string().min(1).max(2000),
  /** A model that looks at images. */
  model: z.string().min(1).max(200),
  /** How often each trial is asked; each time the images are rotated by one place. */
  rounds: z.int().min(1).max(8).default(4),
  /** Seconds that one answer may take. */
  timeout: z.int().min(1).max(3600).default(120),
})
export type JudgeSettings = z.output<typeof judgeSettingsSchema>
