/** A comparison sheet: the original beside the images made of it, and why they look as they do. */
import type { Recipe, RecipePlan } from "../contract/recipe.ts"
import type { RawImage } from "../models/image.ts"
import type { Locale } from "../words/locale.ts"
import { kindText, type SheetTexts, sheetTextsIn, solverText } from "../words/sheet-texts.ts"
import {
  colours,
  containedSize,
  creditText,
  footerHeight,
  margin,
  type Placed,
  renderSheet,
  rule,
  type Words,
} from "./sheet.ts"

export interface ComparisonSheet {
  title: string
  original: RawImage
  /** All of one personalisation: their recipes differ in their seed alone. */
  images: readonly { image: RawImage; recipe: Recipe }[]
  locale: Locale
}

const headerHeight = 176
/** Of one image, and of several together. */
const singleWidth = 600
const gridWidth = 792
const gap = 24
const captionHeight = 40
const columnGap = 56
const originalWidth = 792
const minWidth = 1280
const barHeight = 34
const maxBars = 12
const panelTop = 56

/** The sheet as a PNG. */
export async function comparisonSheet({ title, original, images, locale }: ComparisonSheet): Promise<Buffer> {
  const first = images[0]
  if (!first) throw new RangeError("A sheet needs an image")
  const { recipe } = first
  const text = sheetTextsIn(locale)

  const grid = placeGrid(images.map(({ image }) => image))
  const shown = containedSize(original, originalWidth, grid.height - captionHeight)
  const width = Math.max(minWidth, 2 * margin + shown.width + columnGap + grid.width)
  const place = (picture: Placed) => ({
    ...picture,
    left: picture.left + width - margin - grid.width,
    top: picture.top + headerHeight,
  })
  const pictures = [
    { image: original, left: margin, top: headerHeight, ...shown },
    ...grid.pictures.map(place),
  ]

  const caption = (text: string, { left, top, width, height }: Placed): Words => ({
    text,
    x: left,
    y: top + height + 27,
    style: { size: 16, fill: colours.muted },
    room: width,
  })
  const captions = pictures.map((picture, index) =>
    caption(
      index === 0 ? text("original") : text("seed", { seed: `${images[index - 1]!.recipe.made.seed}` }),
      picture,
    ),
  )

  const top = headerHeight + Math.max(grid.height, shown.height + captionHeight) + panelTop
  const bars = interestBars(text, recipe.plan, margin, top, width - 2 * margin - 420)
  const height = top + Math.max(bars.height, 150) + footerHeight + 24
  const room = width - 2 * margin
  return renderSheet(
    width,
    height,
    pictures,
    [rule(margin, top - 24, room), ...bars.vectors, rule(margin, height - footerHeight + 16, room)],
    [
      ...header(locale, title, recipe.plan, width),
      ...captions,
      ...bars.words,
      ...dials(text, recipe.settings, width - margin - 360, top),
      ...footer(text, locale, recipe, width, height),
    ],
  )
}

/** One to four images stand two abreast, more in a square. */
function placeGrid(images: readonly RawImage[]) {
  const columns = images.length === 1 ? 1 : Math.max(2, Math.ceil(Math.sqrt(images.length)))
  const room = columns === 1 ? singleWidth : gridWidth
  const width = Math.floor((room - (columns - 1) * gap) / columns)
  const { width: w, height: h } = images[0]!
  const height = Math.round((width * h) / w)
  const pictures = images.map((image, index) => ({
    image,
    left: (index % columns) * (width + gap),
    top: Math.floor(index / columns) * (height + captionHeight + gap / 2),
    width,
    height,
  }))
  const last = pictures.at(-1)!
  return { pictures, width: columns * width + (columns - 1) * gap, height: last.top + height + captionHeight }
}

function header(locale: Locale, title: string, { persona, scenario }: RecipePlan, width: number): Words[] {
  const text = sheetTextsIn(locale)
  const titleStyle = { size: 42, weight: 600, fill: colours.ink } as const
  const lineStyle = { size: 20, fill: colours.muted }
  const line = `${text("personalised", { persona: persona.pseudonym })}  ·  ${kindText(locale, scenario)}`
  const room = width - 2 * margin
  return [
    { text: title, x: margin, y: 96, style: titleStyle, room },
    { text: line, x: margin, y: 136, style: lineStyle, room },
  ]
}

/** The persona's tags, each with a bar of how many of the last k items carry it. */
function interestBars(
  text: SheetTexts,
  { interests, persona }: RecipePlan,
  left: number,
  top: number,
  width: number,
) {
  const heading = { size: 20, weight: 600, fill: colours.ink } as const
  const label = { size: 17, fill: colours.ink }
  const count = { size: 15, fill: colours.muted }
  const looked = persona.history.length
  const title = text("liked", { persona: persona.pseudonym, count: looked })
  const vectors: string[] = []
  const words: Words[] = [{ text: title, x: left, y: top + 24, style: heading, room: width }]
  const shown = interests.slice(0, maxBars)
  const columns = shown.length > 4 ? 2 : 1
  const rows = Math.ceil(shown.length / columns)
  const column = (width - (columns - 1) * columnGap) / columns
  const barLeft = Math.min(200, column * 0.45)
  const barWidth = column - barLeft - 68
  shown.forEach((interest, index) => {
    const x = left + Math.floor(index / rows) * (column + columnGap)
    const y = top + 48 + (index % rows) * barHeight
    const filled = looked > 0 ? (barWidth * interest.count) / looked : 0
    vectors.push(bar(x + barLeft, y + 8, barWidth, colours.accentPale))
    if (filled > 0) vectors.push(bar(x + barLeft, y + 8, filled, colours.accent))
    const counted = interest.pinned ? text("pinned") : `${interest.count}`
    words.push(
      { text: interest.tag, x, y: y + 20, style: label, room: barLeft - 16 },
      { text: counted, x: x + column, y: y + 20, anchor: "end", style: count, room: column },
    )
  })
  if (shown.length === 0)
    words.push({ text: text("noTags"), x: left, y: top + 68, style: count, room: width })
  if (interests.length > shown.length) {
    const more = text("more", { count: interests.length - shown.length })
    words.push({ text: more, x: left, y: top + 48 + rows * barHeight + 20, style: count, room: width })
  }
  return { vectors, words, height: 48 + (rows + 1) * barHeight }
}

const bar = (x: number, y: number, width: number, fill: string): string =>
  `<rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(14, width).toFixed(1)}" height="14" rx="7" fill="${fill}"/>`

/** λ1, λ2 and H: the three sliders. */
function dials(
  text: SheetTexts,
  { lambda1, lambda2, tags }: Recipe["settings"],
  left: number,
  top: number,
): Words[] {
  const dial = (name: string, value: number, meaning: string, index: number): Words[] => {
    const x = left + index * 124
    const room = 120
    return [
      { text: name, x, y: top + 24, style: { size: 20, weight: 600, fill: colours.ink }, room },
      { text: `${value}`, x, y: top + 84, style: { size: 44, weight: 600, fill: colours.accent }, room },
      { text: meaning, x, y: top + 116, style: { size: 15, fill: colours.muted }, room },
    ]
  }
  return [
    ...dial("λ1", lambda1, text("text"), 0),
    ...dial("λ2", lambda2, text("interest"), 1),
    ...dial("H", tags, text("tags"), 2),
  ]
}

function footer(
  text: SheetTexts,
  locale: Locale,
  { settings, made }: Recipe,
  width: number,
  height: number,
): Words[] {
  const style = { size: 14, fill: colours.muted }
  const how = `${text("pack", { pack: made.pack.name })}  ·  ${solverText(locale, settings)}`
  const y = height - 40
  const room = width / 2 - margin
  return [
    { text: creditText(text), x: margin, y, style, room },
    { text: how, x: width - margin, y, anchor: "end", style, room },
  ]
}
