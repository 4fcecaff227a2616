/** The calls of the studio screen. */
import { keepPicture } from "../../catalog/keep-picture.ts"
import { type EngineContext, os } from "../context.ts"
import type { Jobs } from "../jobs.ts"
import { Boards } from "./board.ts"
import { PlanViews } from "./plan-view.ts"
import { Previews } from "./preview.ts"
import { Renders } from "./render.ts"
import { sweep } from "./sweep.ts"

export function studioRoom(context: EngineContext, jobs: Jobs) {
  const views = new PlanViews()
  const previews = new Previews(context, views)
  const boards = new Boards(context)
  const renders = new Renders(context, jobs)
  const router = {
    plan: os.studio.plan.handler(({ input, signal }) =>
      context.model.use(
        "preview",
        async session => views.of(session.studio, await session.plan(input, input.settings)),
        signal,
      ),
    ),
    preview: os.studio.preview.handler(({ input, context: { connection }, signal }) =>
      previews.start(input, connection, signal),
    ),
    keepHint: os.studio.keepHint.handler(async ({ input: { file } }) => {
      const bytes = new Uint8Array(await file.arrayBuffer())
      const { hash } = await keepPicture(context.workspace, bytes, { named: file.name || "image" })
      return { hash }
    }),
    board: os.studio.board.handler(({ input: { tiles }, context: { connection }, signal }) =>
      boards.start(tiles, connection, signal),
    ),
    render: os.studio.render.handler(({ input }) => renders.start(input)),
    watch: os.studio.watch.handler(({ input, signal }) => renders.watch(input.job, signal)),
    sweep: os.studio.sweep.handler(({ input: { axes, ...asked }, signal }) =>
      sweep(context, asked, axes, signal),
    ),
  }
  return { router, rendering: renders.handler }
}
