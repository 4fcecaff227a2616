/**
 * The names of files that are still being written. A name holds the file that it becomes, and the machine and process
 * that write it, so that what a killed process left can be told from what another one is writing.
 */
import { createHash, randomBytes } from "node:crypto"
import { hostname } from "node:os"
import { basename, dirname, join } from "node:path"

const machine = createHash("sha256").update(hostname()).digest("hex").slice(0, 6)

/** A new name beside `path`, for what takes the place of `path` once it is whole. */
export const temporaryFor = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${machine}-${process.pid}-${randomBytes(6).toString("hex")}.tmp`)

/** The name that a temporary file's content was to get, or undefined for a name that isn't a temporary file's. */
export const temporaryOf = (name: string): string | undefined =>
  /^\.(.+)\.(?:[0-9a-f]{6}-\d+-)?[0-9a-f]{12}\.tmp$/.exec(name)?.[1]
