/** What a study that draws finds: each arm's mean of each measure, and how far it is from the arm it is compared with. */
import { type ArmFinding, type MeasureName, measureNames } from "../contract/evaluation.ts"
import type { Arm } from "./arms.ts"
import { meanInterval } from "./bootstrap.ts"
import type { ImageResult } from "./study-folder.ts"

/** @param reference id of the arm that others are compared with */
export function summarise(
  arms: readonly Arm[],
  results: readonly ImageResult[],
  reference: string,
): ArmFinding[] {
  const of = (id: string) => results.filter(({ arm }) => arm === id)
  return arms.map(arm => {
    const own = of(arm.id)
    const interval = (measure: MeasureName) => {
      const means = [...userMeans(own, measure).values()]
      return means.length > 0 ? meanInterval(means) : null
    }
    const difference = (measure: MeasureName) => {
      if (arm.id === reference) return null
      const theirs = userMeans(of(reference), measure)
      const both = [...userMeans(own, measure)].flatMap(([user, mean]) => {
        const other = theirs.get(user)
        return other === undefined ? [] : [mean - other]
      })
      return both.length > 0 ? meanInterval(both) : null
    }
    const { id, name, value } = arm
    return { id, name, value, images: own.length, means: forEach(interval), differences: forEach(difference) }
  })
}

/** Each user's mean of a measure, over its images that have it. */
function userMeans(results: readonly ImageResult[], measure: MeasureName): Map<string, number> {
  const values = new Map<string, number[]>()
  for (const { user, measures } of results) {
    const value = measures[measure]
    if (value !== null) values.set(user, [...(values.get(user) ?? []), value])
  }
  return new Map([...values].map(([user, those]) => [user, mean(those)]))
}

const forEach = <Value>(of: (measure: MeasureName) => Value) =>
  Object.fromEntries(measureNames.map(name => [name, of(name)])) as Record<MeasureName, Value>

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
