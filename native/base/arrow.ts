/** Apache Arrow, the same instance as LanceDB's. */
import { createRequire } from "node:module"

/** The CommonJS build: a table made by Arrow's ESM build fails LanceDB's instanceof checks. */
export const arrow = createRequire(import.meta.url)("apache-arrow") as typeof import("apache-arrow")
