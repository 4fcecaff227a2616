/** Farms by name, as Settings and image sets use them. */
import { oc } from "@orpc/contract"
import { z } from "zod"
import { farmNameSchema, farmSchema, farmSecretsSchema, farmStateSchema, farmViewSchema } from "../farm.ts"
import { noteSchema } from "../note.ts"

const named = z.object({ name: farmNameSchema })
/** Bytes. */
const mostRoom = 100 * 1024 ** 4
const fetchedSchema = z.object({ bytes: z.int(), files: z.int(), most: z.int() })
const list = z.array(farmViewSchema)

export const farms = {
  list: oc.output(list),
  /** Keeps a farm, in place of the one called `before`; secrets go to the system's keychain, never back to the page. @throws farm.bad_address, farm.name_taken, endpoint.no_keychain */
  save: oc
    .input(z.object({ farm: farmSchema, before: farmNameSchema.nullable(), secrets: farmSecretsSchema }))
    .output(list),
  /** Forgets a farm and its secrets. What it has drawn stays in its store. */
  remove: oc.input(named).output(list),
  /** Connects to queue and store, puts a small file there, reads it and removes it. @throws farm.* */
  test: oc.input(named).output(farmStateSchema.extend({ notes: z.array(noteSchema) })),
  state: oc.input(named).output(farmStateSchema),
  /** The farm that draws an image set's job, as it stands; null where none does. */
  ofJob: oc
    .input(z.object({ job: z.uuid() }))
    .output(z.object({ name: z.string(), state: farmStateSchema }).nullable()),
  /** The pictures of farms that were fetched to be looked at, and the room that they may take. */
  fetched: oc.output(fetchedSchema),
  /** Changes that room; the oldest go at once where it is smaller. */
  setRoom: oc.input(z.object({ most: z.int().min(0).max(mostRoom) })).output(fetchedSchema),
  /** Puts all that failed into the queue again. */
  retry: oc.input(named).output(z.object({ retried: z.int() })),
}
