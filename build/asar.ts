/** Reads Electron's archive format: a header that names every file, then their bytes. */
import { readFileSync } from "node:fs"

interface Entry {
  files?: Record<string, Entry>
  unpacked?: boolean
  size?: number
  /** From the end of the header. */
  offset?: string
}

/** The files that an archive holds, by path; those that lie unpacked beside it are not among them. */
export function readArchive(file: string): Map<string, Buffer> {
  const archive = readFileSync(file)
  // Two nested lengths (Chromium's Pickle): the header's at 4, its text's at 12.
  const contents = 8 + archive.readUInt32LE(4)
  const header: Entry = JSON.parse(archive.subarray(16, 16 + archive.readUInt32LE(12)).toString())
  const found = new Map<string, Buffer>()
  const walk = ({ files, unpacked, size = 0, offset = "0" }: Entry, path: string): void => {
    for (const [name, child] of Object.entries(files ?? {})) walk(child, path ? `${path}/${name}` : name)
    const start = contents + Number(offset)
    if (!files && !unpacked) found.set(path, archive.subarray(start, start + size))
  }
  walk(header, "")
  return found
}
