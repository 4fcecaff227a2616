/** The workspace's LoRAs, each with why the pack in use can't take it. */

import { memoized } from "../../base/memo.ts"
import type { LoraView } from "../../contract/api/loras.ts"
import { isStudioError, type StudioError } from "../../contract/errors.ts"
import { problemFrom } from "../../contract/problem.ts"
import { Networks } from "../../models/networks.ts"
import type { Pack } from "../../models/pack.ts"
import { addLora, type InstalledLora, listLoras, loraFileOf } from "../../personalize/loras.ts"
import { type EngineContext, os } from "../context.ts"

export function lorasRouter({ workspace, handles, publish, model }: EngineContext) {
  const changed = () => publish({ type: "changed", what: "loras" })
  /** By LoRA and pack: both are known by their content. */
  const misfits = new Map<string, Promise<StudioError | null>>()
  const view = async (lora: InstalledLora): Promise<LoraView> => {
    const pack = (await model.session().catch(() => null))?.studio.pack
    const refusal = pack && (await memoized(misfits, `${lora.hash} ${pack.hash}`, () => misfit(pack, lora)))
    const { name, hash, bytes, addedAt, source, isFewSteps } = lora
    return { name, hash, bytes, addedAt, source, isFewSteps, problem: refusal ? problemFrom(refusal) : null }
  }
  const misfit = async (pack: Pack, lora: InstalledLora): Promise<StudioError | null> => {
    try {
      await new Networks(pack, null).checkLora(lora.name, loraFileOf(workspace, lora))
      return null
    } catch (error) {
      if (isStudioError(error)) return error
      throw error
    }
  }
  const views = async () => Promise.all((await listLoras(workspace)).map(view))
  return {
    list: os.loras.list.handler(views),
    add: os.loras.add.handler(async ({ input: { handle } }) => {
      const added = await addLora(workspace, handles.pathOf(handle))
      changed()
      return view(added)
    }),
  }
}
