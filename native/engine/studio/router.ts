/** The calls of the studio screen. */
import { type EngineContext, os } from "../context.ts"
import type { Jobs } from "../jobs.ts"
import { GroundworkCache } from "./groundwork.ts"
import { Previews } from "./preview.ts"
import { Renders } from "./render.ts"
import { sweep } from "./sweep.ts"

export function studioRoom(context: EngineContext, jobs: Jobs) {
  const groundwork = new GroundworkCache()
  const previews = new Previews(context, groundwork)
  const renders = new Renders(context, jobs)
  return {
    /** Items, tags or personas changed: nothing that was planned holds. */
    forget: () => groundwork.forget(),
    rendering: renders.handler,
    router: {
      plan: os.studio.plan.handler(({ input, signal }) =>
        context.model.use("preview", studio => groundwork.view(studio, input), signal),
      ),
      preview: os.studio.preview.handler(({ input, context: { connection }, signal }) =>
        previews.start(input, connection, signal),
      ),
      render: os.studio.render.handler(({ input }) => renders.start(input)),
      watch: os.studio.watch.handler(({ input, signal }) => renders.watch(input.job, signal)),
      sweep: os.studio.sweep.handler(({ input: { axes, ...asked }, signal }) =>
        sweep(context, groundwork, asked, axes, signal),
      ),
    },
  }
}
