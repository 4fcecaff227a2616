import type { Rooms } from "../details.ts"

export const engine = {
  job: {
    errors: {
      cancelled: {
        what: [
          "import",
          "preparation",
          "tagging",
          "masks",
          "drawing",
          "training",
          "evaluation",
          "questionnaire",
          "judging",
          "image_set",
          "pack",
          "download",
          "command",
          "call",
        ],
      },
      unknown: { job: "text" },
      wrong_state: {
        job: "text",
        state: ["queued", "running", "paused", "done", "failed", "cancelled"],
        wanted: ["pause", "resume", "retry", "cancel", "report"],
      },
      lost: { restarts: "number" },
      unreadable: { job: "text" },
      unreadable_report: { job: "text" },
    },
    notes: {},
  },
  render: {
    errors: {
      unknown: { render: "text" },
    },
    notes: {},
  },
  folders: {
    errors: {
      unknown_handle: {},
      outside: { folder: "text" },
      unreadable: { folder: "text", reason: "note" },
      bad_name: { name: "text" },
      exists: { name: "text" },
      not_made: { name: "text", reason: "note" },
    },
    notes: {},
  },
  rpc: {
    errors: {
      unknown_call: { call: "text" },
      bad_input: { call: "text", problems: "notes" },
      malformed: { problem: "note" },
      too_large: { limit: "text" },
    },
    notes: {
      garbled: {},
      no_call: {},
    },
  },
  serve: {
    errors: {
      port_taken: { port: "number", reason: "note" },
      no_page: { dir: "text" },
      bad_root: { dir: "text" },
    },
    notes: {
      port_used: {},
    },
  },
  engine: {
    errors: {
      not_started: { reason: "note" },
      lost: { times: "number", reason: "note" },
    },
    notes: {
      system_ended: {},
      gave_up: {},
      panicked: {},
      unreadable_text: {},
      crashed: {},
      crashed_with: { exception: "text" },
      ended_by: { signal: "text" },
      ended_with: { exit: "number" },
      broke: { reason: "note" },
      memory_ran_out: {},
      restarting: { reason: "note" },
      crashed_or_memory: { exit: "number" },
    },
  },
} as const satisfies Rooms
