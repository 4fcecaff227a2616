/** What the designer is working on: the item, the persona, the settings, and what is looked at. */
import { create } from "zustand"
import type { PackView } from "../../native/contract/api/app.ts"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import { mostLoras, packLora } from "../../native/contract/lora.ts"
import {
  fewStepsSettings,
  previewSettings,
  type Settings,
  settingsSchema,
} from "../../native/contract/settings.ts"

export const views = ["slider", "side", "hover", "difference", "sweep"] as const
export type View = (typeof views)[number]

/** A persona as far as the studio needs it. */
export interface ChosenPersona {
  id: string
  name: string
  scenario: string
}

/**
 * What a picture place shows: the original, the live preview, the same preview with the pack's own weights (`base`), or
 * a render by its id.
 */
export type Shown =
  | { kind: "original" }
  | { kind: "preview" }
  | { kind: "base" }
  | { kind: "render"; id: string }

export interface Draft {
  item: ItemSummary | null
  persona: ChosenPersona | null
  settings: Settings
  /** A locked seed stays when new variants are rendered. */
  seedLocked: boolean
  view: View
  /** The variant that is looked at, and what it is compared with. */
  shown: Shown
  against: Shown
  /** `final` once a slider is let go; `quick` for all that is looked at on the way. */
  quality: "quick" | "final"
}

export const useDraft = create<Draft>()(() => ({
  item: null,
  persona: null,
  settings: settingsSchema.parse({}),
  seedLocked: false,
  view: "slider",
  shown: { kind: "preview" },
  against: { kind: "original" },
  quality: "quick",
}))

export const draft = useDraft.getState
export const setDraft = useDraft.setState

/** Changes settings and looks at what they do. */
export function changeSettings(change: Partial<Settings>, quality: Draft["quality"] = "final"): void {
  const { settings } = draft()
  setDraft({ settings: { ...settings, ...change }, quality, shown: { kind: "preview" } })
}

/**
 * The settings of a preview: as set, but quickly drawn while something moves. A model for few steps keeps its solver; with a
 * pack that has a LoRA for few steps of its own, that draws along.
 */
export function quickSettings(settings: Settings, pack: Pick<PackView, "features"> | null = null): Settings {
  if (settings.scheduler !== "lcm" && pack?.features.fewSteps && settings.loras.length < mostLoras)
    return {
      ...settings,
      ...fewStepsSettings,
      count: 1,
      loras: [...settings.loras.filter(({ name }) => name !== packLora), { name: packLora, strength: 1 }],
    }
  const { scheduler, steps } = settings.scheduler === "lcm" ? fewStepsSettings : previewSettings
  return { ...settings, count: 1, steps: Math.min(settings.steps, steps), scheduler }
}

export const sameShown = (a: Shown, b: Shown): boolean =>
  a.kind === b.kind && (a.kind !== "render" || (b.kind === "render" && a.id === b.id))
