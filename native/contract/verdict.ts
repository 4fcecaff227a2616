/** What a user thinks of a render. */
import { z } from "zod"

export const verdictSchema = z.enum(["none", "approved", "rejected"])
export type Verdict = z.infer<typeof verdictSchema>

/** What is absent stays as it is. */
export const markSchema = z.object({ starred: z.boolean().optional(), verdict: verdictSchema.optional() })
export type Mark = z.infer<typeof markSchema>
