/** The workspace's LoRAs and the pack's own, each with why the pack in use can't take it. */
import { stat } from "node:fs/promises"
import { basename } from "node:path"
import { memoized } from "../../base/memo.ts"
import type { LoraView } from "../../contract/api/loras.ts"
import { isStudioError, type StudioError } from "../../contract/errors.ts"
import { packLora } from "../../contract/lora.ts"
import { problemFrom } from "../../contract/problem.ts"
import { Networks } from "../../models/networks.ts"
import type { Pack } from "../../models/pack.ts"
import { addLora, type InstalledLora, listLoras, loraFileOf, loraOfPack } from "../../personalize/loras.ts"
import { type EngineContext, os } from "../context.ts"

export function lorasRouter({ workspace, handles, publish, model }: EngineContext) {
  const changed = () => publish({ type: "changed", what: "loras" })
  /** By LoRA and pack: both are known by their content. */
  const misfits = new Map<string, Promise<StudioError | null>>()
  const packInUse = async () => (await model.session().catch(() => null))?.studio.pack
  const withProblem = async (lora: Omit<LoraView, "problem">, file: string): Promise<LoraView> => {
    const pack = await packInUse()
    const key = `${lora.hash} ${pack?.hash}`
    const refusal = pack && (await memoized(misfits, key, () => misfit(pack, lora.name, file)))
    return { ...lora, problem: refusal ? problemFrom(refusal) : null }
  }
  const misfit = async (pack: Pack, name: string, file: string): Promise<StudioError | null> => {
    try {
      await new Networks(pack, null).checkLora(name, file)
      return null
    } catch (error) {
      if (isStudioError(error)) return error
      throw error
    }
  }
  const view = (lora: InstalledLora): Promise<LoraView> => {
    const { name, hash, bytes, addedAt, source, isFewSteps } = lora
    return withProblem({ name, hash, bytes, addedAt, source, isFewSteps }, loraFileOf(workspace, lora))
  }
  const ofPack = async (): Promise<LoraView[]> => {
    const pack = await packInUse()
    const own = pack && (await loraOfPack(pack, workspace.cacheDir))
    if (!own) return []
    const { name, hash, file, isFewSteps } = own
    const { size: bytes } = await stat(file)
    return [await withProblem({ name, hash, bytes, addedAt: null, source: basename(file), isFewSteps }, file)]
  }
  const views = async () => {
    const kept = await listLoras(workspace)
    const own = kept.some(({ name }) => name === packLora) ? [] : await ofPack()
    return [...own, ...(await Promise.all(kept.map(view)))]
  }
  return {
    list: os.loras.list.handler(views),
    add: os.loras.add.handler(async ({ input: { handle } }) => {
      const added = await addLora(workspace, handles.pathOf(handle))
      changed()
      return view(added)
    }),
  }
}
