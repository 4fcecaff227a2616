/** Layouts that are kept from the page: nothing that another one has changed meanwhile is written over. */
import { join } from "node:path"
import { StudioError } from "../../contract/errors.ts"
import { notWritten } from "../write-file.ts"
import { type LoadedLayout, loadedWith } from "./loaded.ts"
import { listLayouts, loadLayout, type Place, writeLayout } from "./store.ts"

/**
 * Keeps a layout with its files, whole or not at all.
 *
 * @param replaces the hash of the layout of that name that it takes the place of; null where there is none yet
 * @throws StudioError layout.taken, layout.changed, layout.refused, export.not_written
 */
export async function saveLayout(
  place: Place,
  loaded: LoadedLayout,
  replaces: string | null,
): Promise<LoadedLayout> {
  const { name } = loaded.layout
  // A family that this machine lacks is no fault of a file, and is said wherever the layout is used.
  const problems = loaded.problems.filter(({ code }) => code !== "layout.unknown_family")
  if (problems.length > 0) throw new StudioError("layout.refused", { problems })
  const there = (await listLayouts(place)).find(layout => layout.name === name)
  if (replaces === null) {
    if (there) throw new StudioError("layout.taken", { layout: name })
  } else {
    const before = there?.origin === "workspace" ? await loadLayout(place, name).catch(() => null) : null
    if (before?.ref.hash !== replaces) throw new StudioError("layout.changed", { layout: name })
  }
  const folder = join(place.layoutsDir, name)
  await writeLayout(loaded, folder, replaces !== null).catch(notWritten(folder))
  return loaded
}

/** @throws StudioError layout.unknown, layout.invalid, layout.taken, layout.refused, export.not_written */
export async function copyLayout(place: Place, name: string, as: string): Promise<LoadedLayout> {
  const { layout, files } = await loadLayout(place, name)
  const copy = await loadedWith({ ...layout, name: as }, async file => files.get(file) ?? "no_file")
  return saveLayout(place, copy, null)
}
