import type { Rooms } from "../details.ts"

export const farm = {
  farm: {
    errors: {
      no_key: { fewest: "number" },
      bad_address: { problem: "note" },
      queue_unreachable: { reason: "note" },
      queue_evicts: { policy: "text" },
      store_failed: { reason: "note" },
      too_large: { most: "bytes" },
      bad_job: { problem: "note" },
      bad_result: { result: "log", problem: "note" },
      blob_changed: {},
      blob_gone: { blob: "log" },
      bad_blob: { blob: "log" },
      not_on_list: { pack: "text", adapter: "text?" },
      other_arithmetic: { wanted: "number", found: "number" },
      no_choice: {},
      no_loras: {},
      unit_failed: { reason: "note" },
    },
    notes: {
      store_scheme: {},
      s3_form: {},
      s3_endpoint: {},
      queue_form: {},
      queue_open: {},
      bad_tag: { tag: "text" },
      no_unit: {},
      other_key: {},
      other_ask: {},
      stalled: {},
      forgets: {},
      clock_off: { seconds: "number" },
    },
  },
} as const satisfies Rooms
