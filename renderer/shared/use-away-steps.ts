/** Putting items, personas and imported folders away, and bringing them back; each step with its way back. */
import type { AwayKind, AwayRequest, PutAway } from "../../native/contract/catalog.ts"
import { useUndo } from "../app/undo.ts"
import { client } from "../engine/rpc.ts"

type Asked = Partial<Pick<AwayRequest, "items" | "personas" | "catalogs">>

export function useAwaySteps() {
  const { run } = useUndo()

  return {
    async putAway(label: string, kind: AwayKind, asked: Asked): Promise<void> {
      let done: PutAway = { items: [], personas: [], deleted: [] }
      await run({
        label,
        do: async () => {
          done = await client.catalogs.putAway({ ...asked, kind })
        },
        undo: async () => {
          await client.catalogs.bringBack(done)
        },
      })
    },

    /** Undone, what was archived is archived again, and what was deleted is deleted. */
    async bringBack(label: string, asked: Asked): Promise<void> {
      let done: PutAway = { items: [], personas: [], deleted: [] }
      await run({
        label,
        do: async () => {
          done = await client.catalogs.bringBack(asked)
        },
        undo: async () => {
          const deleted = new Set(done.deleted)
          for (const kind of ["archived", "removed"] as const) {
            const ofKind = (id: string) => deleted.has(id) === (kind === "removed")
            const [items, personas] = [done.items.filter(ofKind), done.personas.filter(ofKind)]
            if (items.length + personas.length > 0) await client.catalogs.putAway({ kind, items, personas })
          }
        },
      })
    },
  }
}
