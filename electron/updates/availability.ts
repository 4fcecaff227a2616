/** Whether this copy of the program can update itself. */
import { accessSync, constants } from "node:fs"
import { dirname } from "node:path"
import { note } from "../../native/contract/codes/index.ts"
import type { Note } from "../../native/contract/note.ts"
import type { UpdateSource } from "./source.ts"

export interface Copy {
  packaged: boolean
  source: UpdateSource | null
  platform: NodeJS.Platform
  /** The AppImage that runs; undefined for any other kind. */
  appImage: string | undefined
}

/** Why it can't; null when it can. */
export function whyUnavailable({ packaged, source, platform, appImage }: Copy): Note | null {
  if (!packaged) return note("update.from_source", {})
  if (!source) return note("update.no_source", {})
  if (platform !== "linux") return null
  if (!appImage) return note("update.not_appimage", {})
  const folder = dirname(appImage)
  return isWritable(folder) ? null : note("update.not_writable", { folder })
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
