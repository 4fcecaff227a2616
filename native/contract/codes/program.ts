import type { Rooms } from "../details.ts"

const types = ["string", "number", "int", "boolean", "array", "object", "record", "date", "other"] as const

/** Errors that any part may meet: of files, of values that a schema refuses, and unexpected ones. */
export const program = {
  program: {
    errors: {
      /** `reason` may hold anything, so it is for the log alone. */
      unexpected: { reason: "log" },
    },
    notes: {
      /** A message of a library or of the system. */
      quoted: { text: "text" },
      /** A sentence that an older version kept in words. */
      kept: { text: "text" },
    },
  },
  file: {
    errors: {},
    notes: {
      missing: {},
      no_file: {},
      no_folder: {},
      not_opened: {},
      too_large: { size: "number", most: "number" },
      over_limit: { limit: "text" },
      drive_full: {},
      not_allowed: {},
      read_only: {},
      in_the_way: {},
      is_folder: {},
      name_too_long: {},
      /** Of a table of many files. */
      lost: {},
      damaged: {},
      written_by_others: {},
    },
  },
  network: {
    errors: {},
    notes: {
      unknown_host: {},
      no_lookup: {},
      refused: {},
      broken_off: {},
      no_answer: {},
      unreachable: {},
    },
  },
  value: {
    errors: {},
    notes: {
      at: { where: "text", problem: "note" },
      setting: { name: "text", value: "text", problem: "note" },
      wrong_type: { expected: types },
      too_small: { minimum: "number", exclusive: "flag" },
      too_large: { maximum: "number", exclusive: "flag" },
      too_few: { minimum: "number" },
      too_many: { maximum: "number" },
      too_short: { minimum: "number" },
      too_long: { maximum: "number" },
      not_one_of: { choices: "texts" },
      unknown_keys: { keys: "texts" },
      bad_format: { format: "text" },
      no_multiple: { of: "number" },
      invalid: {},
      must_hold: { text: "text" },
      pattern: { pattern: "text" },
    },
  },
} as const satisfies Rooms
