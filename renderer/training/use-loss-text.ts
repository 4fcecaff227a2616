/** Losses for people: five digits that count. */
import { useFormatter } from "use-intl"

/** @example useLossText()(0.123456) // "0.12346" */
export function useLossText(): (loss: number) => string {
  const format = useFormatter()
  return loss => format.number(loss, { minimumSignificantDigits: 5, maximumSignificantDigits: 5 })
}
