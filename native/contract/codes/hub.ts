import type { Rooms } from "../details.ts"
import { modelRoles, modelStates } from "../published.ts"

/** Published models: asking a hub, downloading, keeping. */
export const hub = {
  hub: {
    errors: {
      unknown_model: { model: "text", known: "texts" },
      bad_address: { address: "text" },
      insecure_address: { address: "text" },
      bad_proxy: { reason: "note" },
      unreachable: { host: "text", reason: "note" },
      tls: { host: "text", reason: "note" },
      private_address: { host: "text", address: "text" },
      redirects: { host: "text", most: "number" },
      redirect: { host: "text", to: "text" },
      status: { host: "text", status: "number" },
      busy: { host: "text" },
      bad_answer: { host: "text", problem: "note" },
      not_found: { repository: "text", host: "text" },
      no_revision: { repository: "text", revision: "text" },
      no_file: { repository: "text", names: "texts" },
      gated: { repository: "text", address: "text" },
      token_refused: { host: "text", repository: "text" },
      bad_token: { source: "text" },
      licence_not_accepted: { licences: "texts" },
      no_room: { folder: "text", needed: "bytes", free: "bytes" },
      not_writable: { folder: "text", reason: "note" },
      wrong_content: { repository: "text", file: "text" },
      not_in_folder: { folder: "text", model: "text", names: "texts" },
      in_use: { folder: "text" },
      not_there: { model: "text" },
      damaged: { model: "text", files: "texts" },
    },
    notes: {
      moved: { from: "text", to: "text" },
      /** What a model is for. */
      role: { role: modelRoles },
      state: { state: modelStates },
      no_json: {},
      bad_content_range: {},
      too_long: { most: "bytes" },
    },
  },
} as const satisfies Rooms
