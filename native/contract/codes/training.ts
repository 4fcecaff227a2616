import type { Rooms } from "../details.ts"

export const training = {
  adapter: {
    errors: {
      unknown: { adapter: "text", near: "texts?" },
      changed: { adapter: "text", file: "text" },
      other_pack: { adapter: "text", pack: "text", problem: "note" },
    },
    notes: {
      name_length: { most: "number" },
    },
  },
  training: {
    errors: {
      refused: { problems: "notes" },
      unexpected: { reason: "note" },
      inpainting: { pack: "text" },
      no_ip_adapter: { pack: "text" },
      no_positive: { interactions: "number" },
      too_few: { found: "number", needed: "number", source: ["shoppers", "personas"] },
      none_left: { train: "number", heldOut: "number" },
      memory: { needed: "bytes", free: "bytes" },
      disk: { needed: "bytes", free: "bytes", dir: "text" },
      not_finite: { step: "number", what: ["loss", "gradient", "validation_loss"], kept: "number" },
      lost: { reason: "note", step: "number" },
      paused: { run: "text", step: "number" },
      unknown_run: { run: "text" },
      no_checkpoint: { run: "text", problems: "notes" },
      wrong_state: {
        run: "text",
        state: ["queued", "preparing", "running", "paused", "stopped", "done", "failed"],
        wanted: ["pause", "resume", "keep", "cancel", "remove"],
      },
      changed_pack: { run: "text", pack: "text" },
    },
    notes: {
      planning: { part: ["train", "heldOut"], done: "number", total: "number" },
      encoding: { done: "number", total: "number" },
      loading: {},
      measuring: {},
      drawing: {},
      trainer_ended: { reason: "note" },
      fewer_at_once: { samples: "number", times: "number" },
      left_out: { count: "number" },
      not_drawn: { step: "number", reason: "note" },
      passed_over: { reason: "note" },
      personas_only: {},
      short_histories: { tooShort: "number", users: "number" },
      not_ready: { items: "number", tags: "number", embeddings: "number" },
    },
  },
} as const satisfies Rooms
