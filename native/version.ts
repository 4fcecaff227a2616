/** The program's version, as recipes and reports name it. */
import { createRequire } from "node:module"

export const version: string = createRequire(import.meta.url)("../package.json").version
