/** Work that takes many turns at a model which others use too. */
import type { StudioError } from "../contract/errors.ts"
import type { Session } from "./session.ts"

/** Does work when its turn comes, with the session that is open then; `giveWay` is to be awaited between two steps. */
export type InTurn = <Result>(
  work: (session: Session, giveWay: () => Promise<void>) => Promise<Result>,
) => Promise<Result>

/**
 * The turns of one long piece of work: another device may take over between two of them, another pack may not, since one
 * set or study is of one pack.
 */
export class ManyTurns {
  #session: Session
  readonly #inTurn: InTurn
  readonly #otherPack: (wanted: string, found: string) => StudioError

  /**
   * @param inTurn absent where the model isn't shared: then each turn begins at once
   * @param otherPack the error when another pack has taken over; it is given the names of both
   */
  constructor(
    session: Session,
    inTurn: InTurn | undefined,
    otherPack: (wanted: string, found: string) => StudioError,
  ) {
    this.#session = session
    this.#inTurn = inTurn ?? (work => work(session, async () => undefined))
    this.#otherPack = otherPack
  }

  /** That of the latest turn; before the first one, the one that was given. */
  get session(): Session {
    return this.#session
  }

  take<Result>(work: (session: Session, giveWay: () => Promise<void>) => Promise<Result>): Promise<Result> {
    return this.#inTurn((session, giveWay) => {
      const [wanted, found] = [this.#session.studio.pack, session.studio.pack]
      if (wanted.hash !== found.hash) throw this.#otherPack(wanted.name, found.name)
      this.#session = session
      return work(session, giveWay)
    })
  }
}
