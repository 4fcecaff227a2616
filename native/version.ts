/** The program's version, as recipes and reports name it. */
import manifest from "../package.json" with { type: "json" }

export const { version } = manifest
