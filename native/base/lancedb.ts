/** LanceDB, loaded like its Arrow (see arrow.ts). */
import { createRequire } from "node:module"

/** By require: an import would first search all of Arrow's files for the names that they export, about 100 ms of a start. */
export const lancedb = createRequire(import.meta.url)("@lancedb/lancedb") as typeof import("@lancedb/lancedb")
