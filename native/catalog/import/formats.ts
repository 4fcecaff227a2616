/**
 * Every catalog format that can be imported, by its id. `importFormats` of the contract says the order in which they are
 * tried on a folder.
 */
import type { ImportFormat } from "../../contract/import.ts"
import { mind } from "./formats/mind.ts"
import { movielens } from "./formats/movielens.ts"
import { csv, jsonl } from "./formats/own.ts"
import { pog } from "./formats/pog.ts"
import type { Format } from "./source.ts"

export const formats: Readonly<Record<ImportFormat, Format>> = { csv, jsonl, movielens, mind, pog }
