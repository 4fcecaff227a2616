import type { Rooms } from "../details.ts"

export const weights = {
  graph: {
    errors: {
      shape: { operator: "text", shapes: "text", problem: "log" },
    },
    notes: {},
  },
  weights: {
    errors: {
      unreadable: { file: "text", problem: "note" },
      repeated_tensor: { name: "text", files: "texts" },
      different_drives: { files: "texts" },
      not_written: { file: "text", problem: "note" },
    },
    notes: {
      too_short: { size: "number" },
      long_header: { size: "number", most: "number" },
      cut_off: { needed: "number", size: "number" },
      header_no_json: {},
      header_no_object: {},
      repeated_name: { name: "text" },
      bad_metadata: {},
      entry_no_object: { name: "text" },
      unknown_type: { name: "text", dtype: "text" },
      bad_shape: { name: "text" },
      bad_offsets: { name: "text" },
      wrong_length: { name: "text", dtype: "text", shape: "shape", needed: "number", found: "number" },
      overlap: { name: "text" },
      gap: { name: "text", size: "number" },
      trailing: { size: "number" },
      no_tensor: { name: "text" },
      large_tensor: { size: "number" },
    },
  },
} as const satisfies Rooms
