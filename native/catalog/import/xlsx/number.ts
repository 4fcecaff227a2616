/** Numbers of cells, as a sheet shows them and exactly. Excel's format codes are read by numfmt. */
import { dateFromSerial, format as formatted, isDateFormat } from "numfmt"

export interface ShownNumber {
  shown: string
  /** All digits of a number that the format would cut or part, a time in ISO 8601, or `shown` itself. */
  exact: string
}

export type CellFormat = (value: string) => ShownNumber

const days1904 = 1462

/** Formats by the index that cells have. */
export function formatsOf(codes: readonly string[], from1904: boolean): { at(index: number): CellFormat } {
  const made = codes.map(code => formatOf(code, from1904))
  const general = formatOf("General", from1904)
  return { at: index => made[index] ?? general }
}

function formatOf(code: string, from1904: boolean): CellFormat {
  const isGeneral = /^(general|@)?$/i.test(code)
  const isDate = !isGeneral && isDateFormat(code)
  return value => {
    const plain = plainNumber(value)
    if (isGeneral || plain === undefined) return { shown: plain ?? value, exact: plain ?? value }
    const number = isDate && from1904 ? Number(value) + days1904 : Number(value)
    const shown = show(code, number) ?? plain
    if (isDate) return { shown, exact: isoTime(number) ?? shown }
    return { shown, exact: holdsOther(shown) ? shown : plain }
  }
}

/** Leading zeros, or words within the number, are part of an id: `00123`, `SKU-12`. */
const holdsOther = (shown: string): boolean => /^0\d/.test(shown) || /[^\d.,'’\s%+\-E()]/.test(shown)

/** Without an exponent, and without the last digits that arithmetic leaves: 0.30000000000000004 is 0.3. */
function plainNumber(value: string): string | undefined {
  if (/^-?(0|[1-9]\d*)$/.test(value)) return value
  const number = Number(value)
  if (value.trim() === "" || !Number.isFinite(number)) return undefined
  if (Number.isInteger(number) && Math.abs(number) < 1e21) return BigInt(number).toString()
  return String(Number(number.toPrecision(15)))
}

function show(code: string, number: number): string | undefined {
  try {
    return formatted(code, number).trim()
  } catch {
    return undefined
  }
}

function isoTime(serial: number): string | undefined {
  if (serial < 0 || serial > 2_958_466) return undefined
  const [year, month, day, hour, minute, second] = dateFromSerial(serial) as number[]
  const two = (part: number | undefined) => String(part ?? 0).padStart(2, "0")
  const date = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`
  return serial % 1 === 0 ? date : `${date}T${two(hour)}:${two(minute)}:${two(second)}`
}
