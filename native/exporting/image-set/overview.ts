/** A set's contact sheet: a row for each item and variant, the original first, then a column for each persona. */
import type { OutputFolder } from "../../base/output-folder.ts"
import type { Workspace } from "../../catalog/workspace.ts"
import type { Item } from "../../contract/catalog.ts"
import { nameOfUnnamedSet } from "../../contract/image-set.ts"
import { type RawImage, readImage } from "../../models/image.ts"
import type { Locale } from "../../words/locale.ts"
import { sheetTextsIn } from "../../words/sheet-texts.ts"
import { contactSheet } from "../contact-sheet.ts"
import { colours, containedSize } from "../sheet.ts"
import { writeInto } from "../write-file.ts"
import { sheetName } from "./journal.ts"
import type { PlannedImage } from "./plan.ts"
import { cutTo } from "./sizes.ts"

/** Images on the sheet: more would be too small to see. */
const mostShown = 120
const cellEdge = 256

interface Cell {
  width: number
  height: number
}

export class Overview {
  readonly #shown: { planned: PlannedImage; picture: RawImage }[] = []
  /** Every cell has the first image's proportions. */
  #cell: Cell | null = null

  get hasRoom(): boolean {
    return this.#shown.length < mostShown
  }

  /** Keeps a small copy, as long as there is room; of what is drawn in several frames, the first. */
  async add(planned: PlannedImage, image: RawImage): Promise<void> {
    const cell = cellOf(planned)
    if (!this.hasRoom || this.#shown.some(({ planned }) => cellOf(planned) === cell)) return
    this.#cell ??= containedSize(image, cellEdge, cellEdge)
    this.#shown.push({ planned, picture: await inCell(image, this.#cell) })
  }

  /** @throws StudioError export.not_written */
  async write(
    workspace: Workspace,
    folder: OutputFolder,
    { title, images, held, locale }: { title: string; images: number; held: number; locale: Locale },
  ): Promise<void> {
    const cell = this.#cell
    if (!cell) return
    const cells = new Map(this.#shown.map(({ planned, picture }) => [cellOf(planned), picture]))
    const rows = new Map(this.#shown.map(({ planned }) => [rowOf(planned), planned.item]))
    const personas = [...new Set(this.#shown.map(({ planned }) => planned.pseudonym))]
    const originals: (RawImage | null)[] = []
    for (const item of rows.values()) originals.push(await originalOf(workspace, item, cell))
    const text = sheetTextsIn(locale)
    const { length: shown } = this.#shown
    const sheet = await contactSheet({
      title: title === nameOfUnnamedSet ? text("unnamedSet") : title,
      subtitle: [
        shown < images ? text("firstImages", { shown, count: images }) : text("images", { count: images }),
        ...(held > 0 ? [text("held", { count: held })] : []),
      ].join(" · "),
      original: null,
      columns: [text("original"), ...personas],
      rows: [...rows.keys()],
      cells: [...rows.keys()].map((row, index) => [
        originals[index] ?? null,
        ...personas.map(persona => cells.get(`${row}\n${persona}`) ?? null),
      ]),
      locale,
    })
    await writeInto(folder, sheetName, sheet)
  }
}

const cellOf = (planned: PlannedImage): string => `${rowOf(planned)}\n${planned.pseudonym}`

const rowOf = ({ item, n }: PlannedImage): string => `${item.id} · ${n}`

/** The whole image, on the sheet's own paper. */
const inCell = (image: RawImage, cell: Cell): Promise<RawImage> =>
  cutTo(
    image,
    { name: "cell", ...cell, fit: "pad" },
    { focus: { x: 0.5, y: 0.5 }, background: colours.paper },
  )

/** Null where the catalog's own picture can't be read: the sheet is then without it. */
async function originalOf(workspace: Workspace, { image }: Item, cell: Cell): Promise<RawImage | null> {
  const original = await readImage(workspace.imagePath(image)).catch(() => null)
  return original && inCell(original, cell)
}
