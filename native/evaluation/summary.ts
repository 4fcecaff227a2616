/** What a study that draws finds: each arm's mean of each measure, and how far it is from the arm it is compared with. */
import { type ArmFinding, type Interval, type MeasureName, measureNames } from "../contract/evaluation.ts"
import type { Arm } from "./arms.ts"
import { meanInterval, meansByUser } from "./bootstrap.ts"
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
    const interval = (measure: MeasureName) => armInterval(results, arm.id, measure)
    const difference = (measure: MeasureName) => {
      if (arm.id === reference) return null
      const theirs = userMeans(of(reference), measure)
      const both = [...userMeans(own, measure)].flatMap(([user, mean]) => {
        const other = theirs.get(user)
        return other === undefined ? [] : [mean - other]
      })
      return meanInterval(both)
    }
    const { id, value } = arm
    return { id, value, images: own.length, means: forEach(interval), differences: forEach(difference) }
  })
}

/** An arm's mean of a measure over users. */
export const armInterval = (
  results: readonly ImageResult[],
  arm: string,
  measure: MeasureName,
): Interval | null => {
  const own = results.filter(result => result.arm === arm)
  return meanInterval([...userMeans(own, measure).values()])
}

/** Each user's mean of a measure, over its images that have it. */
const userMeans = (results: readonly ImageResult[], measure: MeasureName): Map<string, number> =>
  meansByUser(
    results,
    ({ user }) => user,
    ({ measures }) => measures[measure],
  )

const forEach = <Value>(of: (measure: MeasureName) => Value) =>
  Object.fromEntries(measureNames.map(name => [name, of(name)])) as Record<MeasureName, Value>
