/** What keeps a workspace's own layouts from being used, for a check of the workspace. */
import { note } from "../../contract/codes/index.ts"
import { isStudioError, reasonOf } from "../../contract/errors.ts"
import type { Note } from "../../contract/note.ts"
import { listLayouts, loadLayout } from "./store.ts"

export async function problemsOfLayouts(place: { readonly layoutsDir: string }): Promise<Note[]> {
  const problems: Note[] = []
  for (const { name, origin } of await listLayouts(place)) {
    if (origin !== "workspace") continue
    const found = await loadLayout(place, name).then(
      loaded => loaded.problems,
      error => [isStudioError(error, "layout.invalid") ? error.details.problem : reasonOf(error)],
    )
    problems.push(...found.map(problem => note("repair.layout_damaged", { layout: name, problem })))
  }
  return problems
}
