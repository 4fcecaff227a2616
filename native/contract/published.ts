/** Published models: what each is for, and how it stands with one of them on this machine. */
import { z } from "zod"
import { noteSchema } from "./note.ts"

export const modelRoles = [
  "base",
  "ip_adapter",
  "image_encoder",
  "clip_text",
  "foreground",
  "controlnet",
  "lora",
  "vae_tiny",
  "upscaler",
] as const
export const modelRoleSchema = z.enum(modelRoles)
export type ModelRole = z.infer<typeof modelRoleSchema>

/** `partial`: a download that was begun; `changed`: files are missing or have other sizes than they had. */
export const modelStates = ["absent", "partial", "ready", "changed"] as const
export const modelStateSchema = z.enum(modelStates)
export type ModelState = z.infer<typeof modelStateSchema>

const published = {
  id: z.string(),
  name: z.string(),
  state: modelStateSchema,
  /** What a download takes: as the hub said it, else as the list says it; null where nobody knows yet. */
  bytes: z.int().nullable(),
  /** The room that it takes on the disk now. */
  bytesOnDisk: z.int(),
}

export const modelViewSchema = z.object({
  ...published,
  role: modelRoleSchema,
  hint: z.string().nullable(),
  repository: z.string(),
  /** As the repository's card names it, else as the list does; null where neither names one. */
  licence: z.string().nullable(),
  /** The commit that was downloaded. */
  commit: z.string().nullable(),
})
export type ModelView = z.infer<typeof modelViewSchema>

/** A pack of several models. Its state is that of its parts and of the pack that was made of them. */
export const publishedPackViewSchema = z.object({
  ...published,
  parts: z.array(z.string()),
  extras: z.array(z.string()),
  /** The pack's folder, once it is made. */
  dir: z.string().nullable(),
})
export type PublishedPackView = z.infer<typeof publishedPackViewSchema>

/** What a download would bring, as the hub answers: shown before anything is downloaded. */
export const offerSchema = z.object({
  model: z.string(),
  name: z.string(),
  repository: z.string(),
  commit: z.string().nullable(),
  licence: z.string().nullable(),
  /** Where the repository's card and licence can be read. */
  address: z.string(),
  bytes: z.int(),
  /** What is still missing on this machine. */
  missingBytes: z.int(),
  /** Whether the user has agreed to this repository's licence before. */
  accepted: z.boolean(),
  notes: z.array(noteSchema),
})
export type Offer = z.infer<typeof offerSchema>
