/** How long a unit of a worker that was killed is its own, in milliseconds: short, so that proofs are. */
export const killLock = 2000
