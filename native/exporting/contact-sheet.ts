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
import { fitText, textToSvg, textWidth } from "./typeface.ts"

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
const square = { width: 1, height: 1 }

/** The sheet as a PNG. */
export async function contactSheet(sheet: ContactSheet): Promise<Buffer> {
  const { title, subtitle, original, columns, rows, cells } = sheet
  const sample = cells.flat().find(cell => cell !== null) ?? original ?? square
  const labels = Math.max(160, ...rows.map(row => textWidth(row, labelStyle))) + 24
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
  return renderSheet(width, height, pictures, [
    textToSvg(fitText(title, width - 2 * margin, titleStyle), margin, 92, titleStyle),
    textToSvg(fitText(subtitle, width - 2 * margin, subtitleStyle), margin, 126, subtitleStyle),
    ...columns.map((column, index) =>
      textToSvg(fitText(column, cell.width, labelStyle), leftOf(index), top - gap, labelStyle),
    ),
    ...rows.map((row, index) => textToSvg(row, margin, topOf(index) + cell.height / 2 + 6, labelStyle)),
    rule(margin, height - footerHeight + 24, width - 2 * margin),
    textToSvg(creditText(sheetTextsIn(sheet.locale)), margin, height - 36, {
      size: 14,
      fill: colours.muted,
    }),
  ])
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
