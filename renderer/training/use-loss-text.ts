/** Losses for people: four digits that count. */
import { useFormatter } from "use-intl"

/** @example useLossText()(0.123456) // "0.1235" */
export function useLossText(): (loss: number) => string {
  const format = useFormatter()
  return loss => format.number(loss, { minimumSignificantDigits: 4, maximumSignificantDigits: 4 })
}
