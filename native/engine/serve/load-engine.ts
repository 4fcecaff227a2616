/** Loads the engine's code while the page's files are being served. */
import { setImmediate as nextTurn } from "node:timers/promises"

/**
 * In parts, each on top of the ones before it: one import of the whole would keep this process from all else for about
 * 300 ms, and between two parts it answers requests.
 */
const parts: readonly (() => Promise<unknown>)[] = [
  () => import("../../base/arrow.ts"),
  () => import("../../catalog/image.ts"),
  () => import("../../catalog/workspace.ts"),
  () => import("../../runtime/compute.ts"),
  () => import("../../personalize/session.ts"),
]

export async function loadEngine(): Promise<typeof import("../engine.ts")> {
  for (const load of parts) {
    await load()
    await nextTurn()
  }
  return import("../engine.ts")
}
