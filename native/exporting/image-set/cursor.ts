/**
 * How far a set is that has no folder, in the workspace's own database: so many of its items are done. One that goes on begins
 * there. What isn't noted yet is found in the history, or in the farm's store, and not drawn again.
 */
import type { ImageSet } from "../../contract/image-set.ts"
import type { Studio } from "../../personalize/studio.ts"
import { identityOf } from "./identity.ts"

/** Items between two notes. */
const notedEvery = 10

export class SetCursor {
  readonly #state: Studio["workspace"]["state"]
  readonly #set: string
  #noted: number

  constructor(studio: Studio, set: ImageSet) {
    this.#state = studio.workspace.state
    this.#set = identityOf(studio, set)
    const row = this.#state.read(state =>
      state.prepare('SELECT done FROM set_cursors WHERE "set" = ?').get(this.#set),
    ) as { done: number } | undefined
    this.#noted = row?.done ?? 0
  }

  /** The place of the first item that isn't known to be done. */
  get done(): number {
    return this.#noted
  }

  /** All items before that place are done. */
  reach(place: number): void {
    if (place - this.#noted < notedEvery) return
    this.#noted = place
    this.#state.write(state =>
      state.prepare("INSERT OR REPLACE INTO set_cursors VALUES (?, ?)").run(this.#set, place),
    )
  }

  /** A set that is finished begins anew when it is asked for again. */
  forget(): void {
    this.#state.write(state => state.prepare('DELETE FROM set_cursors WHERE "set" = ?').run(this.#set))
  }
}
