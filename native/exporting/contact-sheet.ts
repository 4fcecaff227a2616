/** A contact sheet: one image a cell, to compare a grid of settings at a glance. */
import type { Recipe } from "../contract/recipe.ts"
import type { RawImage } from "../models/image.ts"
import type { Locale } from "../words/locale.ts"
import { sheetTextsIn, solverText } from "../words/sheet-texts.ts"
import {
  colours,
  containedSize,
  creditText,
  footerHeight,
  margin,
  type Placed,
  renderSheet,
  rule,
} from "./sheet.ts"
import { lineWidth } from "./text/line.ts"

export interface ContactSheet {
  title: string
  subtitle: string
  /** Shown in the corner where row and column labels meet; null leaves the corner empty. */
  original: RawImage | null
  columns: readonly string[]
  rows: readonly string[]
  /** By row, then column; null leaves a cell empty. */
  cells: readonly (readonly (RawImage | null)[])[]
  locale: Locale
}

const maxSheetWidth = 4000
/** SVG renderers take 32,767. */
const maxSheetHeight = 32_000
const gap = 16
const labelStyle = { size: 17, weight: 600, fill: colours.ink } as const
const headerHeight = 168
/** A longer label is cut: cells need room, too. */
const mostLabels = 800
const square = { width: 1, height: 1 }

/** The sheet as a PNG. */
export async function contactSheet(sheet: ContactSheet): Promise<Buffer> {
  const { title, subtitle, original, columns, rows, cells } = sheet
  const sample = cells.flat().find(cell => cell !== null) ?? original ?? square
  const labelWidths = await Promise.all(rows.map(row => lineWidth(row, labelStyle)))
  const labels = Math.min(mostLabels, Math.max(160, ...labelWidths)) + 24
  const corner = original ? containedSize(original, labels - 24, 160) : { width: 0, height: 0 }

  const left = margin + Math.ceil(labels)
  const top = headerHeight + corner.height + gap
  const roomAcross = (maxSheetWidth - 2 * margin - labels) / columns.length - gap
  const roomDown = (maxSheetHeight - top - footerHeight) / rows.length - gap
  const cell = containedSize(
    sample,
    Math.max(48, Math.min(256, roomAcross)),
    Math.min(512, Math.floor(roomDown)),
  )
  const width = Math.max(960, left + columns.length * (cell.width + gap) - gap + margin)
  const height = top + rows.length * (cell.height + gap) + footerHeight
  const leftOf = (column: number) => left + column * (cell.width + gap)
  const topOf = (row: number) => top + row * (cell.height + gap)

  const pictures: Placed[] = original ? [{ image: original, left: margin, top: headerHeight, ...corner }] : []
  cells.forEach((images, row) => {
    images.forEach((image, column) => {
      if (image) pictures.push({ image, left: leftOf(column), top: topOf(row), ...cell })
    })
  })

  const titleStyle = { size: 36, weight: 600, fill: colours.ink } as const
  const subtitleStyle = { size: 18, fill: colours.muted }
  const room = width - 2 * margin
  const credit = creditText(sheetTextsIn(sheet.locale))
  return renderSheet(
    width,
    height,
    pictures,
    [rule(margin, height - footerHeight + 24, room)],
    [
      { text: title, x: margin, y: 92, style: titleStyle, room },
      { text: subtitle, x: margin, y: 126, style: subtitleStyle, room },
      ...columns.map((text, index) => ({
        text,
        x: leftOf(index),
        y: top - gap,
        style: labelStyle,
        room: cell.width,
      })),
      ...rows.map((text, index) => ({
        text,
        x: margin,
        y: topOf(index) + cell.height / 2 + 6,
        style: labelStyle,
        room: labels - 24,
      })),
      { text: credit, x: margin, y: height - 36, style: { size: 14, fill: colours.muted }, room },
    ],
  )
}

/** Below the title of a sweep's sheet: for whom it was drawn, and how. */
export function sweepSubtitle({ plan, settings, made }: Recipe, locale: Locale): string {
  const text = sheetTextsIn(locale)
  return [
    text("personalised", { persona: plan.persona.pseudonym }),
    solverText(locale, settings),
    text("pack", { pack: made.pack.name }),
  ].join("  ·  ")
}
