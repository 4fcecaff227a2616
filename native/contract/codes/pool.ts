import type { Rooms } from "../details.ts"

const columns = ["text", "image", "clip"] as const

export const pool = {
  pool: {
    errors: {
      wrong_width: { whose: "note", expected: "number", found: "number" },
      not_finite: { whose: "note" },
      zero_vector: { whose: "note" },
      no_clip: {},
      unknown_item: { id: "text" },
      write_failed: { dir: "text", reason: "note" },
      unreadable: { dir: "text", reason: "note" },
    },
    notes: {
      of_item: { column: columns, id: "text" },
      of_query: { column: columns },
      of_tag: { tag: "text" },
      of_picture: {},
      of_text: { text: "text" },
      other_columns: { found: "text", expected: "text" },
    },
  },
} as const satisfies Rooms
