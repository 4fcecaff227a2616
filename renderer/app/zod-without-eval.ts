/** The content security policy forbids `eval`: zod needn't try it. Imported before anything that makes a schema. */
import { config } from "zod"

config({ jitless: true })
