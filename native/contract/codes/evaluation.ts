import type { Rooms } from "../details.ts"

export const evaluation = {
  evaluation: {
    errors: {
      too_few: { found: "number", source: ["interactions", "personas"] },
      lpips_weights: { problem: "note" },
      other_study: { folder: "text" },
      no_study: { folder: "text" },
      no_choices: { folder: "text" },
      unknown_study: { study: "text" },
      wrong_state: { wanted: ["pause", "resume"] },
      bad_baseline: { name: "text", problem: "note" },
      unknown_baseline: { name: "text", source: "text" },
    },
    notes: {
      no_network: { files: "texts", tensor: "text" },
      other_layer: { files: "texts", tensor: "text", found: "shape", alex: "shape", vgg: "shape" },
      other_network: { files: "texts", tensor: "text", network: "text" },
      untrained: { tensor: "text", file: "text" },
      no_lpips: { reason: "note" },
      baseline_taken: {},
      baseline_twice: {},
      baseline_elsewhere: {},
      baseline_guided: { pack: "text" },
      baseline_few_steps: { lora: "text" },
      baseline_fills: { pack: "text" },
      baseline_size: { pack: "text", size: "number", multiple: "number" },
    },
  },
  preference: {
    errors: {
      no_endpoint: {},
      bad_answers: { file: "text", problem: "note" },
      no_answers: { folder: "text" },
    },
    notes: {
      no_answers_file: {},
      other_study: {},
      strange_answer: { answer: "number" },
      answered_twice: {},
      own_order: {},
      judge_asked: { model: "text", host: "text", rounds: "number" },
      not_counted: { unread: "number", asked: "number" },
    },
  },
} as const satisfies Rooms
