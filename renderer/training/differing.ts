/** What tells runs apart. */
import type { RunSettings } from "./use-setting-texts.ts"

/** Names of those settings that aren't the same in all. */
export const differing = <Name extends keyof RunSettings>(
  names: readonly Name[],
  all: readonly RunSettings[],
): Name[] => names.filter(name => new Set(all.map(settings => settings[name])).size > 1)
