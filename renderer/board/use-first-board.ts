/** What the board opens on: the studio's item, for the first personas of its scenario. */
import { useEffect } from "react"
import type { Status } from "../../native/contract/api/app.ts"
import { client } from "../engine/rpc.ts"
import { boardDraft, setBoardDraft } from "../shared/board-draft.ts"
import { settingsFor } from "../shared/settings-for.ts"
import { draft } from "../shared/studio-draft.ts"

/** So many personas are quickly drawn, and show what a board is for. */
const first = 6

const isEmpty = () => boardDraft().items.length === 0 && boardDraft().personas.length === 0

/**
 * Only an empty board is filled.
 *
 * @param tries another number has it tried again
 */
export function useFirstBoard(
  status: Status | undefined,
  tries: number,
  onProblem: (problem: unknown) => void,
): void {
  const ready = status !== undefined && status.workspace.items > 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when there is something to choose from
  useEffect(() => {
    if (!status || !ready || !isEmpty()) return
    const fill = async () => {
      const { item, persona, settings } = draft()
      const chosen = item ?? (await client.items.list({ limit: 1 })).items[0]
      if (!chosen) return
      const { personas } = await client.personas.list({ scenario: chosen.scenario, limit: first })
      const others = personas.filter(({ id }) => id !== persona?.id)
      const isOfItem = item !== null && persona !== null
      const own = isOfItem ? { ...settings, excludedHistory: [], excludedNeighbours: [] } : null
      const settingsToStart = own ?? (await settingsFor(chosen.scenario, status))
      // Something may have been chosen while this was read.
      if (!isEmpty()) return
      setBoardDraft({
        by: "personas",
        items: [chosen],
        personas: (isOfItem ? [persona, ...others] : personas).slice(0, first),
        settings: settingsToStart,
      })
    }
    fill().catch(onProblem)
  }, [ready, tries])
}
