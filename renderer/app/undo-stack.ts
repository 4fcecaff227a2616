/** Steps that can be taken back, newest first. Nothing runs twice at once: a second undo waits for the first. */

export interface Step {
  /** What was done, for “Undo: …”: a short phrase in the user's language. */
  label: string
  do(): void | Promise<void>
  undo(): void | Promise<void>
}

export class UndoStack {
  readonly #limit: number
  readonly #done: Step[] = []
  readonly #undone: Step[] = []
  #turn: Promise<unknown> = Promise.resolve()

  constructor(limit = 100) {
    this.#limit = limit
  }

  get next(): { undo: Step | null; redo: Step | null } {
    return { undo: this.#done.at(-1) ?? null, redo: this.#undone.at(-1) ?? null }
  }

  /** Does a step and keeps it. A step that fails is not kept. */
  run(step: Step): Promise<void> {
    return this.#inTurn(async () => {
      await step.do()
      this.#keep(step)
    })
  }

  /** Keeps a step that was done already. */
  record(step: Step): Promise<void> {
    return this.#inTurn(async () => this.#keep(step))
  }

  /** Takes the latest step back, or `step` if it is that one. A step that can't be taken back is dropped.
   *
   * @returns the step; null when there was none (or another)
   */
  undo(step?: Step): Promise<Step | null> {
    return this.#inTurn(() => this.#move(this.#done, this.#undone, "undo", step))
  }

  redo(): Promise<Step | null> {
    return this.#inTurn(() => this.#move(this.#undone, this.#done, "do"))
  }

  async #move(from: Step[], to: Step[], way: "do" | "undo", only?: Step): Promise<Step | null> {
    const step = from.at(-1)
    if (!step || (only && step !== only)) return null
    from.pop()
    await step[way]()
    to.push(step)
    return step
  }

  #keep(step: Step): void {
    this.#done.push(step)
    if (this.#done.length > this.#limit) this.#done.shift()
    this.#undone.length = 0
  }

  #inTurn<Value>(act: () => Promise<Value>): Promise<Value> {
    const turn = this.#turn.then(act)
    this.#turn = turn.catch(() => undefined)
    return turn
  }
}
