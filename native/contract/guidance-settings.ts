/** The settings that let guidance act only where it helps (Kynkäänniemi et al. 2024); entries of settings-table.ts. */
import { z } from "zod"

/** Noise levels are shares of the model's timesteps: 1 is noise alone, near 0 the picture is all but finished. */
const noiseLevel = {
  kind: "number",
  decides: "drawing",
  group: "more",
  slider: { min: 0, max: 1, step: 0.05 },
  study: true,
} as const
const share = z.number().min(0).max(1)

export const guidanceSettings = {
  /** Guidance acts from this noise level on; below, the conditional row alone is run. */
  guidanceLow: {
    ...noiseLevel,
    schema: share.default(0),
    neutral: 0,
    flag: "--guidance-low <share>",
    sweep: { most: 9, start: [0, 0.1, 0.2, 0.4] },
  },
  /** Guidance acts up to this noise level; above, the conditional row alone is run. */
  guidanceHigh: {
    ...noiseLevel,
    schema: share.default(1),
    neutral: 1,
    flag: "--guidance-high <share>",
    sweep: { most: 9, start: [0.6, 0.7, 0.8, 1] },
  },
} as const

export interface GuidanceInterval {
  guidanceLow?: number
  guidanceHigh?: number
}

/** Whether guidance acts at a noise level, 0 … 1. */
export const guidanceActsAt = (
  level: number,
  { guidanceLow = 0, guidanceHigh = 1 }: GuidanceInterval,
): boolean => level >= guidanceLow && level <= guidanceHigh
