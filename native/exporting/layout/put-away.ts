/** Layouts that were removed, until they are forgotten: the step can be taken back. */
import { randomUUID } from "node:crypto"
import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises"
import { join } from "node:path"
import { StudioError } from "../../contract/errors.ts"
import { notWritten } from "../write-file.ts"
import { listLayouts, ownFolder, type Place } from "./store.ts"

/** Names of layouts begin with a letter or a digit. */
const awayDir = ({ layoutsDir }: Place) => join(layoutsDir, ".removed")

/**
 * Also one that can't be read.
 *
 * @returns the key to bring it back with
 * @throws StudioError layout.unknown, layout.shipped, export.not_written
 */
export async function putLayoutAway(place: Place, name: string): Promise<string> {
  const folder = await ownFolder(place, name)
  const key = randomUUID()
  const away = join(awayDir(place), key)
  const move = async () => {
    await mkdir(awayDir(place), { recursive: true })
    // When it was put away is what it is forgotten by.
    const now = new Date()
    await utimes(folder, now, now)
    await rename(folder, away)
  }
  await move().catch(notWritten(folder))
  return key
}

/** @param key a UUID @throws StudioError layout.unknown, layout.taken, export.not_written */
export async function bringLayoutBack(place: Place, name: string, key: string): Promise<void> {
  const known = await listLayouts(place)
  if (known.some(layout => layout.name === name && layout.origin === "workspace"))
    throw new StudioError("layout.taken", { layout: name })
  const away = join(awayDir(place), key)
  if ((await readdir(away).catch(() => null)) === null)
    throw new StudioError("layout.unknown", { layout: name, known: known.map(({ name }) => name) })
  const folder = join(place.layoutsDir, name)
  await rename(away, folder).catch(notWritten(folder))
}

/** Forgets for good what was put away before that time, in milliseconds since 1970. */
export const purgeLayouts = (place: Place, before: number): Promise<void> =>
  removeOlder(awayDir(place), before)

/** Removes what in a folder was last changed before that time. */
export async function removeOlder(folder: string, before: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name)
    if ((await stat(path)).mtimeMs < before) await rm(path, { recursive: true, force: true })
  }
}
