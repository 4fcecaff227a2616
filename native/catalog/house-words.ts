/** The words that no picture of a workspace should show, kept in its state. */
import { avoidedTextSchema } from "../contract/setting-values.ts"
import { readSetting, writeSetting } from "./state.ts"
import type { Workspace } from "./workspace.ts"

const key = "house-words"

export const readHouseWords = ({ state }: Workspace): string =>
  state.read(opened => readSetting(opened, key)) ?? ""

/** Empty: none. @throws ZodError for more than a text may hold */
export function writeHouseWords({ state }: Workspace, words: string): string {
  const kept = avoidedTextSchema.parse(words)
  state.write(opened => writeSetting(opened, key, kept))
  return kept
}
