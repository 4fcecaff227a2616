/** Published models: what there is, what a download would bring, getting and removing them. */
import { oc } from "@orpc/contract"
import { z } from "zod"
import { modelViewSchema, offerSchema, publishedPackViewSchema } from "../published.ts"
import { jobSchema } from "./jobs.ts"

const published = z.object({ id: z.string().min(1).max(100) })

const listSchema = z.object({
  packs: z.array(publishedPackViewSchema),
  models: z.array(modelViewSchema),
  /** The room that all of them take together. */
  bytesOnDisk: z.int(),
  freeBytes: z.int(),
  /** The hub that is asked, and whether a token for it is kept. */
  host: z.string(),
  tokenSet: z.boolean(),
})
export type PublishedList = z.output<typeof listSchema>

export const models = {
  list: oc.output(listSchema),
  /** What getting a model or a pack would bring, as the hub answers now. @throws hub.* */
  offers: oc.input(published).output(z.object({ offers: z.array(offerSchema), freeBytes: z.int() })),
  /** Agrees to the licences that were shown, and queues the download. */
  get: oc
    .input(
      published.extend({ agreed: z.array(offerSchema.pick({ repository: true, licence: true })).max(50) }),
    )
    .output(jobSchema),
  /** Removes a model; or a pack and its parts. The pack in use makes way for the shipped one. @throws hub.* */
  remove: oc.input(published).output(z.object({ freedBytes: z.int() })),
  /** The token of the hub that is asked goes to the system's key store, never back to the page; empty forgets it. */
  setToken: oc.input(z.object({ host: z.string().max(300), token: z.string().max(500) })).output(listSchema),
}
