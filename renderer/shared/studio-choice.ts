/** What the studio works on: chosen there, or sent there by another screen with `useOpenInStudio`. */
import { useLocation } from "wouter"
import { create } from "zustand"
import type { SettingsInput } from "../../native/contract/settings.ts"
import { paths } from "../app/paths.ts"

export interface StudioChoice {
  item: string | null
  persona: string | null
  /** Settings to take up, e.g. of a render; null leaves those of the studio as they are. */
  settings: SettingsInput | null
  /** An adapter to draw with; null leaves it to the settings. */
  adapter: string | null
  /** A LoRA to draw along with, by name. */
  lora: string | null
}

export const nothingSent: StudioChoice = {
  item: null,
  persona: null,
  settings: null,
  adapter: null,
  lora: null,
}

export const useStudioChoice = create<StudioChoice>()(() => nothingSent)

/** Goes to the studio with what is given; what isn't stays as it was. */
export function useOpenInStudio(): (choice: Partial<StudioChoice>) => void {
  const [, navigate] = useLocation()
  return choice => {
    useStudioChoice.setState(choice)
    navigate(`~${paths.studio}`)
  }
}
