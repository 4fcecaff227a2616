/** Tags that are read as others. */
import { addMerges, undoMerges } from "../../interests/merge.ts"
import { normaliseTags } from "../../interests/normalise.ts"
import { type EngineContext, os } from "../context.ts"

export function mergesRouter({ workspace, publish }: EngineContext) {
  const keep = async (merges: Parameters<typeof workspace.setTagMerges>[0]) => {
    await workspace.setTagMerges(merges)
    publish({ type: "changed", what: "items" })
    return workspace.tagMerges()
  }
  return {
    list: os.merges.list.handler(() => workspace.tagMerges()),
    add: os.merges.add.handler(async ({ input }) => {
      const [from, to] = [input.from, input.to].map(tag => normaliseTags([tag])[0] ?? tag)
      return keep(addMerges(await workspace.tagMerges(), [{ from: from!, to: to! }]))
    }),
    remove: os.merges.remove.handler(async ({ input: { from } }) =>
      keep(undoMerges(await workspace.tagMerges(), [from])),
    ),
  }
}
