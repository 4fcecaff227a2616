/** Curves as they are drawn: smoothed, and on one axis of steps. */

export interface Point {
  step: number
  loss: number
}

/** Share of the mean so far that each point keeps. */
const keeps = 0.9

/** The exponentially weighted mean up to each point, without the pull of its start (Kingma & Ba 2015, §3). */
export function smoothed(points: readonly Point[]): Point[] {
  let mean = 0
  let weight = 0
  return points.map(({ step, loss }) => {
    mean = keeps * mean + (1 - keeps) * loss
    weight = keeps * weight + (1 - keeps)
    return { step, loss: mean / weight }
  })
}

/** One row a step with the loss of each curve, null where a curve has no point. */
export function onOneAxis(curves: readonly (readonly Point[])[]): {
  steps: number[]
  losses: (number | null)[][]
} {
  const steps = [...new Set(curves.flatMap(points => points.map(({ step }) => step)))].sort((a, b) => a - b)
  const losses = curves.map(points => {
    const byStep = new Map(points.map(({ step, loss }) => [step, loss]))
    return steps.map(step => byStep.get(step) ?? null)
  })
  return { steps, losses }
}

/** The lowest point; the first of several. */
export const best = (points: readonly Point[]): Point | undefined =>
  points.reduce<Point | undefined>((low, point) => (low && low.loss <= point.loss ? low : point), undefined)
