import type { Rooms } from "../details.ts"

export const exporting = {
  image_set: {
    errors: {
      bad_template: { template: "text", problem: "note", tokens: "texts" },
      collision: { names: "texts" },
      nothing_made: { reason: "note" },
      other_pack: { wanted: "text", found: "text" },
      too_large: { most: "number" },
      no_room: { folder: "text", needed: "bytes", free: "bytes" },
    },
    notes: {
      unknown_token: { token: "text" },
      open_brace: {},
      no_ending: { ending: "text" },
      nameless_folder: {},
      leaves_folder: {},
      bad_characters: { characters: "text" },
      long_name: { most: "number" },
      same_names: { missing: "texts" },
      other_scenario: { persona: "text", likes: "text", scenario: "text" },
      none_approved: {},
      item_gone: {},
      persona_gone: {},
      empty: {},
      softened: { sizes: "texts" },
      gives_nothing: { item: "text", persona: "text", reason: "note" },
      more_nothing: { count: "number" },
    },
  },
  export: {
    errors: {
      unknown_format: { file: "text", known: "texts" },
      not_written: { file: "text", reason: "note" },
      folder_gone: { folder: "text" },
      folder_replaced: { folder: "text" },
      files_gone: { folder: "text", names: "texts" },
    },
    notes: {},
  },
} as const satisfies Rooms
