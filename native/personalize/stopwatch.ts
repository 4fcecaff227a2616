/** Times the stages of a run, in order. */

export interface Timing<Stage extends string = string> {
  stage: Stage
  seconds: number
}

export class Stopwatch<Stage extends string = string> {
  readonly timings: Timing<Stage>[] = []

  /** Runs `work` and notes how long it took, also when it throws. */
  async time<Result>(stage: Stage, work: () => Promise<Result>): Promise<Result> {
    const start = performance.now()
    try {
      return await work()
    } finally {
      this.timings.push({ stage, seconds: (performance.now() - start) / 1000 })
    }
  }

  /** Seconds of the latest stage of that name; 0 when there was none. */
  seconds(stage: Stage): number {
    return this.timings.findLast(timing => timing.stage === stage)?.seconds ?? 0
  }
}
