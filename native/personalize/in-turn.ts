/** Sharing the model: whoever does says when it is free. */
import type { Studio } from "./studio.ts"

/** Does model work when its turn comes, with the studio that is open then; `giveWay` is to be awaited between two steps. */
export type InTurn = <Result>(
  work: (studio: Studio, giveWay: () => Promise<void>) => Promise<Result>,
) => Promise<Result>
