import type { Rooms } from "../details.ts"

export const cli = {
  cli: {
    errors: {
      usage: { problem: "text", command: "text" },
      internal: { reason: "text" },
    },
    notes: {
      large_grid: { images: "number", most: "number" },
      flag_value: { flag: "text", value: "text", range: "note" },
      flag_list: { flag: "text", value: "text?", range: "note" },
      choices: { choices: "texts" },
      true_or_false: {},
      range: { least: "number", aboveLeast: "flag", most: "number", belowMost: "flag" },
      size: { value: "text", range: "note" },
      micro_batch: { value: "number", batch: "number" },
      whole: { range: "note" },
      multiple: { of: "number", range: "note" },
      list: { most: "number" },
    },
  },
} as const satisfies Rooms
