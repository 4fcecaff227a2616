import type { Rooms } from "../details.ts"

/** Of the updates of the desktop program. */
export const updates = {
  update: {
    errors: {
      unreachable: { host: "text", reason: "note" },
      refused: { host: "text", status: "number" },
      not_ours: { host: "text" },
      unreadable: { host: "text", reason: "note" },
      not_downloaded: { version: "text", reason: "note" },
      damaged: { version: "text" },
      not_installed: { version: "text", reason: "note" },
      not_kept: { reason: "note" },
    },
    notes: {
      from_source: {},
      no_source: {},
      not_appimage: {},
      not_writable: { folder: "text" },
    },
  },
} as const satisfies Rooms
