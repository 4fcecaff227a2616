/** The image set that is being put together; it survives a look at another screen. */
import { create } from "zustand"
import type { ImageSet } from "../../native/contract/image-set.ts"
import type { Settings } from "../../native/contract/settings.ts"
import type { Chosen } from "../../native/contract/shell.ts"

type Draft = Omit<ImageSet, "settings"> & {
  variants: number
  /** The preset whose settings are used; null for those last used in the studio. */
  preset: string | null
  /** The adapter to draw with, null for the pack's own weights; that of the settings when undefined. */
  adapter: string | null | undefined
  /** Settings that came from a board, in place of a preset's or the studio's; null for none. */
  board: Settings | null
  folder: Chosen | null
  /** The farm that draws; null for this computer. */
  farm: string | null
  /** Whether the farm draws it into the history alone. */
  withoutFiles: boolean
}

export const useImageSetDraft = create<Draft>()(() => ({
  name: "",
  items: [],
  personas: [],
  variants: 2,
  preset: null,
  adapter: undefined,
  board: null,
  source: "render",
  bestOf: null,
  template: "{persona}/{item}-{size}-{n}.{ext}",
  format: "png",
  quality: 90,
  sizes: [],
  focus: { x: 0.5, y: 0.5 },
  background: "#ffffff",
  upscaler: null,
  copy: "public",
  contactSheet: true,
  folder: null,
  farm: null,
  withoutFiles: false,
}))

export const changeDraft = useImageSetDraft.setState
