/** A layout with all that it needs to be drawn: its pictures and fonts, looked into before anything uses them. */
import { createHash } from "node:crypto"
import { note } from "../../contract/codes/index.ts"
import type { Layout, LayoutRef } from "../../contract/layout.ts"
import type { Note } from "../../contract/note.ts"
import { canonicalJson } from "../../personalize/canonical-json.ts"
import { addFont, familiesOfSystem, type LayoutFont } from "../text/fonts.ts"
import { BrokenFont } from "../text/sfnt.ts"
import { canBeDrawn } from "./picture.ts"

/** Of one file, at most. */
export const mostBytes = { image: 16 * 1024 * 1024, font: 40 * 1024 * 1024 }

export interface LoadedLayout {
  layout: Layout
  ref: LayoutRef
  /** The bytes of the pictures and fonts that it names. */
  files: ReadonlyMap<string, Buffer>
  fonts: readonly LayoutFont[]
  /** Families to set its words with, in order. */
  families: readonly string[]
  /** Files that are missing or broken, and families that this machine lacks. */
  problems: readonly Note[]
}

/** A file that the layout names; bounded before it is read. */
type ReadFile = (name: string, most: number) => Promise<Buffer | "no_file" | "too_large">

export async function loadedWith(layout: Layout, readFile: ReadFile): Promise<LoadedLayout> {
  const files = new Map<string, Buffer>()
  const fonts: LayoutFont[] = []
  const families: string[] = []
  const problems: Note[] = []
  const hash = createHash("sha256").update(canonicalJson(layout))
  const read = async (file: string, limit: number) => {
    const bytes = await readFile(file, limit)
    if (bytes === "no_file") problems.push(note("layout.missing_file", { file }))
    else if (bytes === "too_large") problems.push(note("layout.large_file", { file, limit }))
    else {
      hash.update(`\n${file}\n`).update(bytes)
      files.set(file, bytes)
      return bytes
    }
    return null
  }
  for (const font of layout.fonts) {
    if ("family" in font) {
      if (!familiesOfSystem().includes(font.family))
        problems.push(note("layout.unknown_family", { family: font.family }))
      families.push(font.family)
      continue
    }
    const bytes = await read(font.file, mostBytes.font)
    if (!bytes) continue
    try {
      const added = await addFont(bytes)
      fonts.push(added)
      families.push(added.family)
    } catch (error) {
      if (!(error instanceof BrokenFont)) throw error
      problems.push(note("layout.bad_font", { file: font.file }))
    }
  }
  const pictures = layout.elements.flatMap(element => (element.type === "image" ? [element.file] : []))
  for (const file of new Set(pictures)) {
    const bytes = await read(file, mostBytes.image)
    if (bytes && !(await canBeDrawn(bytes))) problems.push(note("layout.bad_image", { file }))
  }
  const ref = { name: layout.name, hash: hash.digest("hex") }
  return { layout, ref, files, fonts, families, problems }
}
