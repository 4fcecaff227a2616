/** Sizes of files for people. */
import { useFormatter } from "use-intl"

const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const

/** @example useByteText()(1_540_000) // "1.5 MB" */
export function useByteText(): (bytes: number) => string {
  const format = useFormatter()
  return bytes => {
    const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
    return format.number(bytes / 1000 ** power, {
      style: "unit",
      unit: units[power] ?? "byte",
      unitDisplay: power === 0 ? "long" : "short",
      maximumFractionDigits: power > 1 ? 1 : 0,
    })
  }
}
