/**
 * Generated images on their way into renders/. An image is written to waiting/, its row is added, and then it takes its
 * place. So a process that is killed on the way leaves no image without a row: the next opening ends what was begun.
 */
import { mkdir, readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { moveFile } from "../base/replace-file.ts"
import { writeError } from "./atomic.ts"
import { type OwnRenderDraft, type Render, RenderStore } from "./render-store.ts"
import type { StateAccess } from "./state.ts"

interface Place {
  /** The workspace's folder. */
  dir: string
  state: StateAccess
}

/** Where the image of this name waits for its row. */
export const waitingRender = (dir: string, name: string): string => join(dir, "waiting", name)

/**
 * Notes the image that waits under this name, and gives it its place.
 *
 * @throws StudioError workspace.read_only, workspace.no_space, workspace.not_writable
 */
export async function keepWaiting(
  { dir, state }: Place,
  name: string,
  render: Omit<OwnRenderDraft, "path">,
): Promise<Render> {
  const kept = new RenderStore(state).add({ ...render, path: `renders/${name}` })
  await place(dir, name)
  return kept
}

/** Of a workspace that was just opened to write: what has its row takes its place, what has none was never said to be done. */
export async function settleWaiting({ dir, state }: Place): Promise<void> {
  for (const name of await readdir(waitingRender(dir, "")).catch(() => [])) {
    const path = `renders/${name}`
    const row = state.read(rows => rows.prepare("SELECT 1 FROM renders WHERE path = ?").get(path))
    if (row) await place(dir, name)
    else await rm(waitingRender(dir, name), { force: true })
  }
}

async function place(dir: string, name: string): Promise<void> {
  try {
    await mkdir(join(dir, "renders"), { recursive: true })
    await moveFile(waitingRender(dir, name), join(dir, "renders", name))
  } catch (error) {
    throw writeError(error, join(dir, "renders"), 0)
  }
}
