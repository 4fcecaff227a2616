/** Folders that were imported; archiving, deleting and restoring what they brought, and personas. */
import { listCatalogs } from "../../catalog/catalog-store.ts"
import { bringBack, putAway } from "../../catalog/put-away.ts"
import { isOver } from "../../contract/api/jobs.ts"
import type { PutAway } from "../../contract/catalog.ts"
import { type EngineContext, os } from "../context.ts"

export function catalogsRouter({ workspace, jobs, publish }: EngineContext) {
  function changed(done: PutAway): PutAway {
    if (done.items.length > 0) {
      publish({ type: "changed", what: "items" })
      // The pool follows: embeddings of what was put away go, those of what came back are made.
      const waits = jobs.list().some(({ kind, state }) => kind === "prepare" && !isOver(state))
      if (!waits) jobs.add("prepare", "", {})
    }
    if (done.items.length + done.personas.length > 0) publish({ type: "changed", what: "personas" })
    return done
  }
  return {
    list: os.catalogs.list.handler(() => workspace.state.read(listCatalogs)),
    putAway: os.catalogs.putAway.handler(async ({ input: { kind, ...asked } }) =>
      changed(await putAway(workspace, asked, kind)),
    ),
    bringBack: os.catalogs.bringBack.handler(async ({ input }) => changed(await bringBack(workspace, input))),
  }
}
