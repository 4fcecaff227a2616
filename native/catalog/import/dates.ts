/**
 * Times as files write them. A column has one reading: what most of its values are. Days and months are told apart by
 * all values together; where these can be read both ways, the user says which comes first.
 */
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import type { DayOrder } from "../../contract/import.ts"
import type { Note } from "../../contract/note.ts"

const earliest = 1990
/** The last year that a shopper's doing may be of, so that clocks and zones may be a little wrong. */
const latest = (): number => new Date().getUTCFullYear() + 1

const day = 86_400_000
/** 1970 in the days that Excel counts. */
const excelDays = 25_569

/** Numbers that are times, by what they count. Plausible values of one are none of another. */
const units = {
  seconds: number => number * 1000,
  milliseconds: number => number,
  microseconds: number => number / 1000,
  nanoseconds: number => number / 1e6,
  excel: number => (number - excelDays) * day,
  digits: number => timeOfDigits(number),
} satisfies Record<string, (number: number) => number>
type Unit = keyof typeof units
const unitNames = Object.keys(units) as Unit[]

/** One value, as far as it can be read by itself. */
type Value =
  | { kind: "number"; number: number }
  | { kind: "date"; time: number }
  /** Which of the first two is the month, the column says. */
  | { kind: "numeric"; first: number; second: number; year: number; ofDay: number; dotted: boolean }
  | { kind: "none" }

export type TimeReading = Unit | "dates"

/** Collects what the values of a column may be, then reads each of them. */
export class TimeColumn {
  readonly #counts = new Map<TimeReading, number>()
  #numbers = false
  /** Values that can be read in one order only, and one that can be read in both. */
  #dayFirst: string | null = null
  #monthFirst: string | null = null
  #either: string | null = null

  see(text: string): void {
    const value = parseValue(text)
    if (value.kind === "number") {
      this.#numbers = true
      const unit = unitNames.find(name => isPlausible(units[name](value.number)))
      if (unit) this.#count(unit)
    } else if (value.kind !== "none") this.#count("dates")
    if (value.kind === "numeric") this.#seeOrder(text, value)
  }

  #count(reading: TimeReading): void {
    this.#counts.set(reading, (this.#counts.get(reading) ?? 0) + 1)
  }

  #seeOrder(text: string, { first, second, dotted }: Value & { kind: "numeric" }): void {
    if (dotted || (first > 12 && second <= 12)) this.#dayFirst ??= text
    else if (second > 12 && first <= 12) this.#monthFirst ??= text
    else if (first !== second && first <= 12) this.#either ??= text
  }

  /**
   * How to read the column's values.
   *
   * @param asked which of day and month comes first, as the user said
   * @throws StudioError catalog.unclear_dates where both readings fit, or neither
   */
  reader(file: string, asked?: DayOrder): TimeReader {
    const usual = this.#numbers ? "seconds" : "dates"
    const [reading = usual] = [...this.#counts].sort((a, b) => b[1] - a[1]).map(([name]) => name)
    return new TimeReader(reading, this.#order(file, asked))
  }

  #order(file: string, asked: DayOrder | undefined): DayOrder {
    if (asked) return asked
    if (this.#dayFirst !== null && this.#monthFirst !== null)
      throw unclear(file, this.#monthFirst, this.#dayFirst)
    if (this.#monthFirst !== null) return "mdy"
    if (this.#dayFirst === null && this.#either !== null) throw unclear(file, this.#either, null)
    return "dmy"
  }
}

const unclear = (file: string, value: string, other: string | null) =>
  new StudioError("catalog.unclear_dates", {
    file,
    value: value.slice(0, 40),
    other: other === null ? null : other.slice(0, 40),
  })

export class TimeReader {
  readonly reading: TimeReading
  readonly #order: DayOrder

  constructor(reading: TimeReading, order: DayOrder) {
    this.reading = reading
    this.#order = order
  }

  /** Milliseconds since 1970, or why the value can't be one. */
  read(text: string): number | Note {
    const value = parseValue(text)
    const shown = text.slice(0, 40)
    if (value.kind === "none") return note("catalog.no_time", { value: shown })
    if ((value.kind === "number") === (this.reading === "dates"))
      return note("catalog.other_time", { value: shown, reading: this.reading })
    const time = Math.round(this.#timeOf(value))
    if (Number.isNaN(time)) return note("catalog.no_time", { value: shown })
    if (isPlausible(time)) return time
    return note("catalog.implausible_time", {
      value: shown,
      reading: this.reading,
      earliest: String(earliest),
      latest: String(latest()),
    })
  }

  #timeOf(value: Exclude<Value, { kind: "none" }>): number {
    if (value.kind === "date") return value.time
    if (value.kind === "number")
      return this.reading === "dates" ? Number.NaN : units[this.reading](value.number)
    const { first, second, year, ofDay } = value
    const [month, dayOfMonth] = this.#order === "dmy" ? [second, first] : [first, second]
    return dateOf(year, month, dayOfMonth) + ofDay
  }
}

const isPlausible = (time: number): boolean =>
  time >= Date.UTC(earliest, 0, 1) && time < Date.UTC(latest() + 1, 0, 1)

/** NaN for a day that no calendar has. */
function dateOf(year: number, month: number, dayOfMonth: number): number {
  const time = Date.UTC(year, month - 1, dayOfMonth)
  return new Date(time).getUTCMonth() === month - 1 && dayOfMonth > 0 ? time : Number.NaN
}

/** 20240131, 202401311230 and 20240131123059. */
function timeOfDigits(number: number): number {
  const digits = String(number)
  if (!/^(\d{8}|\d{12}|\d{14})$/.test(digits)) return Number.NaN
  const part = (from: number, length = 2) => Number(digits.slice(from, from + length))
  const [hour, minute, second] = [part(8), part(10), part(12)]
  return dateOf(part(0, 4), part(4), part(6)) + clock(hour, minute, second)
}

const clock = (hour: number, minute: number, second: number): number =>
  hour < 24 && minute < 60 && second <= 60 ? ((hour * 60 + minute) * 60 + second) * 1000 : Number.NaN

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ")
/** Longer texts are no times. */
const longest = 80

const number = /^[+-]?\d+(?:[.,]\d+)?$/
const yearFirst = /^(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日)/
const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/
const dayOfMonthName = /^(\d{1,2})(?:st|nd|rd|th|\.)?[- ]([a-z]{3})[a-z]*\.?,?[- ](\d{4})/
const monthNameFirst = /^([a-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})/
const weekday = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /
/** What may follow a date: a time, and a zone as in ISO 8601 or as `Date.toString()` writes it. */
const timeOfDay =
  /^(?:[t ,]\s*(?<half>上午|下午|凌晨|早上|晚上|中午)?\s*(?<hour>\d{1,2})(?:[:：](?<minute>\d{2})(?:[:：](?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?)?\s*(?<letter>[ap])?(?:\.?m\.?)?)?\s*(?:z|utc|gmt)?\s*(?:(?<sign>[+-])(?<zoneHours>\d{2}):?(?<zoneMinutes>\d{2})?)?\s*(?:\([a-z ]*\))?$/

function parseValue(text: string): Value {
  const written = text.trim().toLowerCase()
  if (written.length > longest) return { kind: "none" }
  if (number.test(written)) return { kind: "number", number: Number(written.replace(",", ".")) }
  const bare = written.replace(weekday, "")
  const numeric = yearLast.exec(bare)
  if (numeric) {
    const ofDay = timeAfter(bare.slice(numeric[0].length))
    const [, first, sign, second, year] = numeric
    return Number.isNaN(ofDay)
      ? { kind: "none" }
      : {
          kind: "numeric",
          first: Number(first),
          second: Number(second),
          year: fullYear(year!),
          ofDay,
          dotted: sign === ".",
        }
  }
  const [matched, date] = writtenDate(bare)
  const time = date + timeAfter(bare.slice(matched.length))
  return Number.isNaN(time) ? { kind: "none" } : { kind: "date", time }
}

/** What was matched, and the day's start; NaN where the text begins with no date whose order is sure. */
function writtenDate(text: string): [matched: string, time: number] {
  const iso = yearFirst.exec(text)
  if (iso) return [iso[0], dateOf(Number(iso[1]), Number(iso[3] ?? iso[5]), Number(iso[4] ?? iso[6]))]
  const dayFirst = dayOfMonthName.exec(text)
  if (dayFirst) return [dayFirst[0], dateOf(Number(dayFirst[3]), monthOf(dayFirst[2]!), Number(dayFirst[1]))]
  const monthFirst = monthNameFirst.exec(text)
  if (monthFirst)
    return [monthFirst[0], dateOf(Number(monthFirst[3]), monthOf(monthFirst[1]!), Number(monthFirst[2]))]
  return ["", Number.NaN]
}

/** NaN for what no month begins with. */
const monthOf = (name: string): number => months.indexOf(name) + 1 || Number.NaN

const fullYear = (digits: string): number => {
  if (digits.length === 4) return Number(digits)
  const year = 2000 + Number(digits)
  return year <= latest() ? year : year - 100
}

/** Milliseconds from the day's start to the time that follows a date; without a zone it is UTC. */
function timeAfter(text: string): number {
  const parts = timeOfDay.exec(text)?.groups
  if (!parts) return Number.NaN
  const { half, letter, second = "0", fraction = "0", sign, zoneHours = "0", zoneMinutes = "0" } = parts
  const hour = hourOf(Number(parts.hour ?? 0), letter ?? half)
  const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000
  const time =
    clock(hour, Number(parts.minute ?? 0), Number(second)) + Math.round(Number(`0.${fraction}`) * 1000)
  return sign === "-" ? time + zone : time - zone
}

/** Of 24 hours, from 12 and what says which half of the day it is. */
function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour
  if (hour > 12 || (hour === 0 && /^[ap]$/.test(half))) return /^[ap]$/.test(half) ? Number.NaN : hour
  if (/^(p|下午|晚上|中午)$/.test(half))
    return hour < 12 && !(half === "中午" && hour > 10) ? hour + 12 : hour
  return hour % 12
}
