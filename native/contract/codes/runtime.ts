import type { Rooms } from "../details.ts"

export const runtime = {
  runtime: {
    errors: {
      device_unavailable: { attempts: "notes" },
      out_of_memory: { model: "text", device: "text" },
      bad_input: { model: "text", input: "text", problem: "note" },
      load_failed: { model: "text", device: "text", reason: "note" },
      run_failed: { model: "text", device: "text", reason: "note" },
      closed: { reason: "note" },
    },
    notes: {
      /** A device and why it can't be used. */
      attempt: { device: "text", reason: "note" },
      no_provider: {},
      no_gpu: {},
      too_slow: { ratio: "number" },
      no_cuda: {},
      wrong_result: { found: "number", right: "number" },
      not_tried: {},
      no_half: { reason: "note" },
      wide_weights: { network: "text" },
      overflowed: { network: "text", device: "text" },
      unknown_input: { inputs: "texts" },
      missing_input: { wanted: "text" },
      unfit_input: { found: "text", wanted: "text" },
      wrong_count: { found: "text", needed: "number", count: "number" },
      was_closed: {},
      thread_ended: {},
    },
  },
} as const satisfies Rooms
