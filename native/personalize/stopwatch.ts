/** Times the stages of a run, in order. */

export interface Timing {
  stage: string
  seconds: number
}

export class Stopwatch {
  readonly timings: Timing[] = []

  /** Runs `work` and notes how long it took, also when it throws. */
  async time<Result>(stage: string, work: () => Promise<Result>): Promise<Result> {
    const start = performance.now()
    try {
      return await work()
    } finally {
      this.timings.push({ stage, seconds: (performance.now() - start) / 1000 })
    }
  }

  /** Seconds of the latest stage of that name; 0 when there was none. */
  seconds(stage: string): number {
    return this.timings.findLast(timing => timing.stage === stage)?.seconds ?? 0
  }
}
