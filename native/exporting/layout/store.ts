/**
 * Layouts: three that ship with the program, and those of a workspace, each a folder `layouts/NAME` with a `layout.json` and
 * the pictures and fonts that it names. A workspace's layout takes the place of a shipped one of its name.
 */
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import newsHeadline from "../../../resources/layouts/news-headline.json" with { type: "json" }
import posterTitle from "../../../resources/layouts/poster-title.json" with { type: "json" }
import productPrice from "../../../resources/layouts/product-price.json" with { type: "json" }
import { readBounded } from "../../base/read-bounded.ts"
import { removeFolder, replaceFolder, temporaryFor } from "../../base/temporary-file.ts"
import { note } from "../../contract/codes/index.ts"
import { reasonOf, StudioError } from "../../contract/errors.ts"
import { problemOfIssue } from "../../contract/issue.ts"
import { type Layout, layoutNameSchema, layoutSchema } from "../../contract/layout.ts"
import type { Note } from "../../contract/note.ts"
import { notWritten } from "../write-file.ts"
import { type LoadedLayout, loadedWith } from "./loaded.ts"

const shipped: readonly Layout[] = [posterTitle, productPrice, newsHeadline].map(layout =>
  layoutSchema.parse(layout),
)

const layoutFile = "layout.json"
const mostBytes = 256 * 1024

export interface ListedLayout {
  name: string
  origin: "shipped" | "workspace"
  elements: number
}

export type Place = { readonly layoutsDir: string }

/** By name. A folder of the workspace that holds no good layout is listed, so that it can be checked and removed. */
export async function listLayouts({ layoutsDir }: Place): Promise<ListedLayout[]> {
  const names = await readdir(layoutsDir).catch(() => [])
  const own: ListedLayout[] = []
  for (const name of names.filter(name => layoutNameSchema.safeParse(name).success)) {
    const layout = await readLayout(join(layoutsDir, name, layoutFile), name).catch(() => null)
    own.push({ name, origin: "workspace", elements: layout?.elements.length ?? 0 })
  }
  const others = shipped.filter(({ name }) => !own.some(layout => layout.name === name))
  return [
    ...own,
    ...others.map(({ name, elements }) => ({ name, origin: "shipped" as const, elements: elements.length })),
  ].sort((one, other) => one.name.localeCompare(other.name))
}

/** @throws StudioError layout.unknown, layout.invalid */
export async function loadLayout(place: Place, name: string): Promise<LoadedLayout> {
  const folder = join(place.layoutsDir, name)
  const isOwn = layoutNameSchema.safeParse(name).success && (await readdir(folder).catch(() => null)) !== null
  // The folder's name is the layout's, also in one that was copied by hand.
  if (isOwn) return withFiles({ ...(await readLayout(join(folder, layoutFile), name)), name }, folder)
  const found = shipped.find(layout => layout.name === name)
  if (found) return withFiles(found, folder)
  const known = (await listLayouts(place)).map(layout => layout.name)
  throw new StudioError("layout.unknown", { layout: name, known })
}

/** A layout that isn't in a workspace yet, with the files beside it. @throws StudioError layout.invalid */
export async function loadLayoutFile(file: string): Promise<LoadedLayout> {
  return withFiles(await readLayout(file, basename(file)), dirname(file))
}

/**
 * Takes a layout and the files that it names into the workspace, whole or not at all.
 *
 * @throws StudioError layout.invalid, layout.taken, layout.refused, export.not_written
 */
export async function addLayout(place: Place, file: string, replace: boolean): Promise<LoadedLayout> {
  const loaded = await loadLayoutFile(file)
  const { layout, problems } = loaded
  if (problems.length > 0) throw new StudioError("layout.refused", { problems })
  const folder = join(place.layoutsDir, layout.name)
  const isThere = (await readdir(folder).catch(() => null)) !== null
  if (isThere && !replace) throw new StudioError("layout.taken", { layout: layout.name })
  await writeLayout(loaded, folder, isThere).catch(notWritten(folder))
  return loaded
}

/** Writes a layout's folder, whole or not at all. */
export async function writeLayout(
  { layout, files }: LoadedLayout,
  folder: string,
  isThere: boolean,
): Promise<void> {
  const made = temporaryFor(folder)
  try {
    await mkdir(made, { recursive: true })
    await writeFile(join(made, layoutFile), `${JSON.stringify(layout, null, 2)}\n`, { flush: true })
    for (const [name, bytes] of files) await writeFile(join(made, name), bytes, { flush: true })
    await (isThere ? replaceFolder(made, folder) : rename(made, folder))
  } catch (error) {
    await rm(made, { recursive: true, force: true }).catch(() => undefined)
    throw error
  }
}

/** Where a layout of the workspace lies. @throws StudioError layout.unknown, layout.shipped */
export async function ownFolder(place: Place, name: string): Promise<string> {
  const found = (await listLayouts(place)).find(layout => layout.name === name)
  if (!found) await loadLayout(place, name)
  if (found?.origin !== "workspace") throw new StudioError("layout.shipped", { layout: name })
  return join(place.layoutsDir, name)
}

/** For good. @throws StudioError layout.unknown, layout.shipped */
export async function removeLayout(place: Place, name: string): Promise<void> {
  await removeFolder(await ownFolder(place, name))
}

async function readLayout(file: string, name: string): Promise<Layout> {
  const invalid = (where: string, problem: Note) =>
    new StudioError("layout.invalid", { layout: name, where, problem })
  const bytes = await readBounded(file, mostBytes).catch(cause => {
    throw invalid("file", reasonOf(cause))
  })
  if (bytes === "no_file") throw invalid("file", note("file.no_file", {}))
  if (bytes === "too_large")
    throw invalid("file", note("file.over_limit", { limit: `${mostBytes / 1024} KB` }))
  let value: unknown
  try {
    value = JSON.parse(bytes.toString("utf8"))
  } catch (cause) {
    throw invalid("file", reasonOf(cause))
  }
  const parsed = layoutSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  throw invalid(issue.path.join(".") || "file", problemOfIssue(issue))
}

async function withFiles(layout: Layout, folder: string): Promise<LoadedLayout> {
  return loadedWith(layout, async (file, limit) =>
    readBounded(join(folder, file), limit).catch(() => "no_file" as const),
  )
}
