/** Farms: machines that draw image sets for others, under names, and how one stands. */
import { z } from "zod"
import { noteSchema } from "./note.ts"

export const farmNameSchema = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u)

/** What is kept of a farm in a file. Its keys are not: they lie in the system's keychain, or in the environment. */
export const farmSchema = z.strictObject({
  name: farmNameSchema,
  /** redis://[user@]host[:port][/number], or rediss://, without a password. */
  queue: z.string().trim().min(1).max(300),
  /** A folder, or s3://bucket/prefix. */
  store: z.string().trim().min(1).max(1000),
  /** Of a server of one's own that speaks S3; empty for Amazon's. */
  endpoint: z.string().trim().max(300).default(""),
  region: z.string().trim().max(40).default(""),
  /** Only workers that have it draw; empty for any. */
  tag: z.string().trim().max(20).default(""),
})
export type Farm = z.output<typeof farmSchema>

export const mostFarms = 50

/** Each as it is given; empty forgets it, absent leaves it. */
export const farmSecretsSchema = z.strictObject({
  key: z.string().max(500).optional(),
  password: z.string().max(500).optional(),
  accessKey: z.string().max(200).optional(),
  secretKey: z.string().max(500).optional(),
})
export type FarmSecrets = z.output<typeof farmSecretsSchema>

/** A farm, and which of its secrets are known here. */
export const farmViewSchema = farmSchema.extend({
  keySet: z.boolean(),
  passwordSet: z.boolean(),
  storeKeysSet: z.boolean(),
})
export type FarmView = z.output<typeof farmViewSchema>

/** A worker as it announces itself; nothing is decided by it. */
export const workerStateSchema = z.object({
  id: z.string().max(40),
  device: z.string().max(20),
  /** Packs and adapters that it may draw with. */
  models: z.int().min(0),
  drawn: z.int().min(0),
  /** Units whose picture was there already. */
  found: z.int().min(0),
  failed: z.int().min(0),
  /** Seconds a picture, of the latest ones; null before the first. */
  pace: z.number().nullable(),
  /** The item that is being drawn. */
  item: z.string().max(200).nullable(),
})
export type WorkerState = z.output<typeof workerStateSchema>

export const farmStateSchema = z.object({
  queues: z.array(
    z.object({
      name: z.string(),
      waiting: z.int(),
      drawing: z.int(),
      /** Waiting to be tried again. */
      delayed: z.int(),
      failed: z.int(),
    }),
  ),
  workers: z.array(workerStateSchema),
  /** The latest failures; each unit's name is the start of its key. */
  failures: z.array(z.object({ unit: z.string(), reason: noteSchema })),
})
export type FarmState = z.output<typeof farmStateSchema>
