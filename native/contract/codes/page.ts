import type { Rooms } from "../details.ts"

/** What the page itself meets, without its engine. */
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
