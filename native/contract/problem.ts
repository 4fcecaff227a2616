/** An error as it crosses the border and as it is kept with a job: a code of errors.ts, its sentence, and what to do. */
import { z } from "zod"

export const problemSchema = z.object({
  /** A code of errors.ts, or `unexpected`. */
  code: z.string().max(60),
  message: z.string(),
  next: z.string(),
})
export type Problem = z.infer<typeof problemSchema>
