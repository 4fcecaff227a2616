/** Upscalers, and the job that enlarges a render with one. */
import { memoized } from "../../base/memo.ts"
import { type Render, RenderStore } from "../../catalog/render-store.ts"
import type { UpscalerView } from "../../contract/api/upscalers.ts"
import { StudioError } from "../../contract/errors.ts"
import { packUpscaler } from "../../contract/upscaler.ts"
import { keepRender } from "../../exporting/save-image.ts"
import { readImage } from "../../models/image.ts"
import type { Pack } from "../../models/pack.ts"
import { inspectUpscaler } from "../../models/upscaler/upscaler-file.ts"
import { addUpscaler, listUpscalers, openNamedUpscaler, upscaleImage } from "../../personalize/upscalers.ts"
import { type EngineContext, type JobHandler, os } from "../context.ts"

export function upscalersRoom(context: EngineContext) {
  const { workspace, handles, publish, model, jobs } = context
  const store = new RenderStore(workspace.state)

  /** Finding the scale of an ONNX file takes a run of it. */
  const scales = new WeakMap<Pack, Promise<number>>()
  const scaleOf = async (pack: Pack) => (await inspectUpscaler(await pack.weightsFile("upscaler"))).scale
  const ofPack = async (): Promise<UpscalerView[]> => {
    const pack = (await model.session().catch(() => null))?.studio.pack
    if (!pack?.has("upscaler")) return []
    return [{ name: packUpscaler, scale: await memoized(scales, pack, () => scaleOf(pack)) }]
  }
  const find = (id: string) => {
    const [render] = store.get([id])
    if (!render) throw new StudioError("render.unknown", { render: id })
    if (render.recipe.upscaler) throw new StudioError("upscaler.enlarged_already", {})
    return render
  }

  const upscaling: JobHandler<"upscale"> = async run => {
    const { render: id, upscaler, times } = run.input
    const outcome = ({ id: render, recipe: { made } }: Render) => ({
      figures: { width: made.width * times, height: made.height * times },
      report: { render },
    })
    const [before] = run.checkpoint ? store.get([run.checkpoint.render]) : []
    if (before) return outcome(before)
    const drawn = find(id)
    const image = await readImage(await workspace.pictures.pathOf(drawn))
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
    return outcome(kept)
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
