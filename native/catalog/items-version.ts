/** Which version of the items' table counts: it is written down with everything else that an import brings. */
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import { readSetting, type State, writeSetting } from "./state.ts"

const key = "items.version"

/** @throws StudioError workspace.damaged */
export function readVersion(state: State): number {
  const version = Number(readSetting(state, key))
  if (!Number.isInteger(version))
    throw new StudioError("workspace.damaged", {
      file: "state.db",
      problem: note("workspace.no_items_version", {}),
    })
  return version
}

export const writeVersion = (state: State, version: number): void => writeSetting(state, key, String(version))
