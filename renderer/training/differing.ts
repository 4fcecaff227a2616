/** What tells runs apart. */
import type { TrainingSettings } from "../../native/contract/training.ts"

/** Names of those settings that aren't the same in all. */
export const differing = <Name extends keyof TrainingSettings>(
  names: readonly Name[],
  all: readonly TrainingSettings[],
): Name[] => names.filter(name => new Set(all.map(settings => settings[name])).size > 1)
