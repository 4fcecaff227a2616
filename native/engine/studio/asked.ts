import type { Settings } from "../../contract/settings.ts"

/** One item × one persona × settings, as the page asks for it. */
export interface Asked {
  item: string
  persona: string
  settings: Settings
}
