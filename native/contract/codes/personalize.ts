import type { Rooms } from "../details.ts"
import { structureKinds } from "../setting-values.ts"

export const personalize = {
  item: {
    errors: {
      untagged: { item: "text" },
    },
    notes: {
      far_from_pack: { pack: "text", far: "number", looked: "number" },
    },
  },
  recipe: {
    errors: {
      other_pack: { wanted: "text", found: "text" },
      no_lora: { lora: "text" },
      other_adapter: { wanted: "text?", found: "text?" },
      item_changed: { item: "text" },
      neighbour_changed: { id: "text", what: ["text", "image"] },
      none: { file: "text" },
      invalid: { file: "text", problem: "note" },
      too_large: { file: "text", limit: "text" },
    },
    notes: {
      other_device: { made: "text", used: "text" },
      other_precision: { made: "text", used: "text" },
      other_version: { made: "text", used: "text" },
      no_item: { item: "text" },
      picture_changed: { item: "text" },
      no_persona: { persona: "text" },
      layout_gone: { layout: "text" },
      layout_changed: { layout: "text" },
      pack_differs: { made: "text", used: "text" },
      no_adapter: { adapter: "text" },
      lacks_lora: { lora: "text" },
      no_json: {},
      document_type: {},
      broken_xmp: {},
    },
  },
  place: {
    errors: {
      out_of_frame: { item: "text" },
      nothing_to_draw: { item: "text" },
      nothing_kept: { item: "text" },
    },
    notes: {},
  },
  settings: {
    errors: {
      invalid: { problems: "notes" },
    },
    notes: {
      no_interest: { pack: "text" },
      no_ip_adapter: { pack: "text" },
      no_structure: { pack: "text" },
      no_structure_kind: { pack: "text", kind: structureKinds, kinds: "texts" },
      no_structure_hint: { kind: structureKinds },
      hint_unused: {},
      place_unused: {},
      whole_pictures: { pack: "text" },
      avoid_cut: { words: "texts", limit: "number" },
      avoid_unused: { guidance: "number" },
      avoid_unread: { pack: "text" },
      rescale_unread: { pack: "text" },
      interval_unread: { pack: "text" },
      empty_interval: { low: "number", high: "number" },
      lora_strength_unused: {},
    },
  },
} as const satisfies Rooms
