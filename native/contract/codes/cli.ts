import type { Rooms } from "../details.ts"

export const cli = {
  cli: {
    errors: {
      usage: { problem: "note", command: "text" },
      internal: { reason: "text" },
    },
    notes: {
      unknown_language: { language: "text", known: "texts" },
      unknown_option: { option: "text", near: "texts?" },
      unknown_command: { command: "text", near: "texts?" },
      missing_argument: { argument: "text" },
      missing_value: { option: "text" },
      missing_option: { option: "text" },
      too_many_arguments: { most: "number", given: "number" },
      items_or_all: {},
      names_none: { flag: "text" },
      names_unread: { flag: "text", file: "text", reason: "note" },
      item_and_persona: {},
      recipe_says: { flag: "text" },
      endpoint_and_model: {},
      channel_size: { value: "text", names: "texts" },
      focus: { value: "text" },
      large_grid: { images: "number", most: "number" },
      flag_value: { flag: "text", value: "text", range: "note" },
      flag_list: { flag: "text", value: "text?", range: "note" },
      choices: { choices: "texts" },
      true_or_false: {},
      range: { least: "number", aboveLeast: "flag", most: "number", belowMost: "flag" },
      size: { value: "text", range: "note" },
      micro_batch: { value: "number", batch: "number" },
      whole: { range: "note" },
      whole_number: {},
      multiple: { of: "number", range: "note" },
      list: { most: "number" },
    },
  },
} as const satisfies Rooms
