/** The settings that move and scale the item's picture in the frame; entries of settings-table.ts. */
import { z } from "zod"

/** The furthest that the picture's middle may lie from the frame's, as a share of the frame's side. */
const shift = {
  kind: "number",
  schema: z.number().min(-1).max(1).default(0),
  neutral: 0,
  decides: "drawing",
  group: "elsewhere",
  slider: { min: -1, max: 1, step: 0.01 },
  sweep: { most: 9, start: [-0.25, 0, 0.25] },
} as const

export const placeSettings = {
  /** The picture's size, where 1 covers the frame. Below that the frame reaches beyond the picture, and what is new is drawn. */
  placeScale: {
    kind: "number",
    schema: z.number().min(0.01).max(3).default(1),
    neutral: 1,
    decides: "drawing",
    group: "elsewhere",
    slider: { min: 0.1, max: 3, step: 0.01 },
    flag: "--place-scale <number>",
    sweep: { most: 9, start: [0.5, 0.75, 1, 1.25] },
  },
  /** How far right of the frame's middle the picture's middle lies, as a share of the frame's width. */
  placeX: { ...shift, flag: "--place-x <share>" },
  /** How far below the frame's middle the picture's middle lies, as a share of the frame's height. */
  placeY: { ...shift, flag: "--place-y <share>" },
  /** Whether all of the picture is kept, but for a band inside its edges; only what lies around it is then drawn. */
  protectWhole: {
    kind: "switch",
    schema: z.boolean().default(false),
    neutral: false,
    decides: "drawing",
    group: "elsewhere",
    flag: "--protect-whole",
    sweep: { most: 2 },
  },
} as const
