/** Upscalers, and the job that enlarges a render with one. */
import { join } from "node:path"
import { RenderStore } from "../../catalog/render-store.ts"
import type { UpscalerView } from "../../contract/api/upscalers.ts"
import { StudioError } from "../../contract/errors.ts"
import { packUpscaler } from "../../contract/upscaler.ts"
import { keepRender } from "../../exporting/save-image.ts"
import { readImage } from "../../models/image.ts"
import { inspectUpscaler } from "../../models/upscaler/upscaler-file.ts"
import { addUpscaler, listUpscalers, openNamedUpscaler, upscaleImage } from "../../personalize/upscalers.ts"
import { type EngineContext, type JobHandler, os } from "../context.ts"

export function upscalersRoom(context: EngineContext) {
  const { workspace, handles, publish, model, jobs } = context
  const store = new RenderStore(workspace.state)

  const ofPack = async (): Promise<UpscalerView[]> => {
    const pack = (await model.session().catch(() => null))?.studio.pack
    if (!pack?.has("upscaler")) return []
    const { scale } = await inspectUpscaler(await pack.weightsFile("upscaler"))
    return [{ name: packUpscaler, scale }]
  }
  const find = (id: string) => {
    const [render] = store.get([id])
    if (!render) throw new StudioError("render.unknown", { render: id })
    if (render.recipe.upscaler) throw new StudioError("upscaler.enlarged_already", {})
    return render
  }

  const upscaling: JobHandler<"upscale"> = async run => {
    const { render: id, upscaler, times } = run.input
    const figures = async (render: string) => {
      const [kept] = store.get([render])
      const { width, height } = kept!.recipe.made
      return { figures: { width: width * times, height: height * times }, report: { render } }
    }
    if (run.checkpoint) return figures(run.checkpoint.render)
    const drawn = find(id)
    const image = await readImage(join(workspace.dir, drawn.path))
    const made = await model.use(
      "render",
      async (session, turn) =>
        upscaleImage(
          workspace,
          await openNamedUpscaler(session.studio, upscaler),
          { image, recipe: drawn.recipe },
          {
            times,
            signal: run.signal,
            beforeTile: turn.yield,
            onTile: (done, total) => run.progress(done, total, "tiles"),
          },
        ),
      run.signal,
    )
    const { item, persona } = drawn
    const kept = await keepRender(workspace, made.image, made.recipe, { item, persona, metrics: null })
    run.saveCheckpoint({ render: kept.id })
    publish({ type: "changed", what: "renders" })
    return figures(kept.id)
  }

  const router = {
    list: os.upscalers.list.handler(async () => [
      ...(await ofPack()),
      ...(await listUpscalers(workspace)).map(({ name, scale }) => ({ name, scale })),
    ]),
    add: os.upscalers.add.handler(async ({ input: { handle } }) => {
      const { name, scale } = await addUpscaler(workspace, handles.pathOf(handle))
      publish({ type: "changed", what: "upscalers" })
      return { name, scale }
    }),
    upscale: os.upscalers.upscale.handler(async ({ input }) => {
      const { item } = find(input.render)
      const title = (await workspace.findItem(item).catch(() => null))?.title ?? item
      return jobs.add("upscale", title, input)
    }),
  }
  return { router, upscaling }
}
