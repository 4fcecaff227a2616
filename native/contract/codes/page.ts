import type { Rooms } from "../details.ts"

/** Errors of the page itself, without its engine. */
export const page = {
  page: {
    errors: {
      engine_away: {},
      shut_out: {},
      broken: {},
    },
    notes: {},
  },
} as const satisfies Rooms
