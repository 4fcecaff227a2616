/** Names for what is put into a folder of the user's. */
import { readdir } from "node:fs/promises"

/** A name that nothing in the folder has: `stem`, else `stem-2` …, each with `ending`. */
export async function freeName(folder: string, stem: string, ending = ""): Promise<string> {
  const taken = new Set(await readdir(folder).catch(() => []))
  let name = `${stem}${ending}`
  for (let n = 2; taken.has(name); n++) name = `${stem}-${n}${ending}`
  return name
}
