/** What a training run takes, as it is known before it starts, whatever the run learns. */
import { z } from "zod"
import { noteSchema } from "./note.ts"
import { problemSchema } from "./problem.ts"
import { deviceSchema } from "./settings.ts"

export const runCostSchema = z.object({
  device: deviceSchema,
  /** Rows that are on the device at once. */
  microBatch: z.int(),
  /** All that comes before the first step, and the steps; null while nothing on this device was measured. */
  seconds: z.number().nullable(),
  memoryBytes: z.int(),
  freeMemoryBytes: z.int(),
  diskBytes: z.int(),
  freeDiskBytes: z.int(),
  warnings: z.array(noteSchema),
  /** Why it can't start; empty when it can. */
  refusals: z.array(problemSchema),
})
export type RunCost = z.infer<typeof runCostSchema>
