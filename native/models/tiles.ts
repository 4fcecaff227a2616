/**
 * A picture through the VAE in tiles that overlap, as diffusers' AutoencoderKL does it (`tiled_decode`, `tiled_encode`):
 * memory then grows with the tile, not with the picture. Each tile is normalised by itself, so the pixels are not those of
 * the whole; where two tiles meet, one fades into the other.
 */
import { type FloatTensor, floatTensor } from "../contract/tensor.ts"

/** Side of a tile in what goes in and in what comes out; multiples of 4. */
export interface TileSides {
  from: number
  to: number
}

/** What a network makes of a tile, by name, each [B, c, h, w]. */
type Outputs<Name extends string> = Record<Name, FloatTensor>

/** The share of a tile that lies over the next one, as in diffusers. */
const overlap = 0.25

/** The outputs of `run` for `whole` [B, c, h, w], put together from those of its tiles. */
export async function inTiles<Name extends string>(
  whole: FloatTensor,
  { from, to }: TileSides,
  run: (tile: FloatTensor) => Promise<Outputs<Name>>,
): Promise<Outputs<Name>> {
  const [, , height, width] = whole.shape as [number, number, number, number]
  const step = Math.floor(from * (1 - overlap))
  const faded = Math.floor(to * overlap)
  const kept = to - faded
  const made = {} as Outputs<Name>
  let above: Outputs<Name>[] = []
  for (let top = 0; top < height; top += step) {
    const row: Outputs<Name>[] = []
    for (let left = 0; left < width; left += step) {
      const tile = await run(
        cut(whole, top, left, Math.min(from, height - top), Math.min(from, width - left)),
      )
      for (const [name, output] of Object.entries(tile) as [Name, FloatTensor][]) {
        if (above.length > 0) fadeIn(above[row.length]![name], output, "down", faded)
        if (row.length > 0) fadeIn(row.at(-1)![name], output, "across", faded)
        made[name] ??= floatTensor([
          output.shape[0]!,
          output.shape[1]!,
          (height * to) / from,
          (width * to) / from,
        ])
        paste(made[name], output, (top / step) * kept, (left / step) * kept, kept)
      }
      row.push(tile)
    }
    above = row
  }
  return made
}

function cut(whole: FloatTensor, top: number, left: number, height: number, width: number): FloatTensor {
  const [batch, channels, rows, columns] = whole.shape as [number, number, number, number]
  const part = floatTensor([batch, channels, height, width])
  for (let plane = 0; plane < batch * channels; plane++) {
    for (let y = 0; y < height; y++) {
      const start = (plane * rows + top + y) * columns + left
      part.data.set(whole.data.subarray(start, start + width), (plane * height + y) * width)
    }
  }
  return part
}

/** Writes the first `most` rows and columns of a tile into the whole. */
function paste(whole: FloatTensor, tile: FloatTensor, top: number, left: number, most: number): void {
  const [batch, channels, height, width] = tile.shape as [number, number, number, number]
  const [, , rows, columns] = whole.shape as [number, number, number, number]
  for (let plane = 0; plane < batch * channels; plane++) {
    for (let y = 0; y < Math.min(height, most); y++) {
      const start = (plane * height + y) * width
      const line = tile.data.subarray(start, start + Math.min(width, most))
      whole.data.set(line, (plane * rows + top + y) * columns + left)
    }
  }
}

/** Turns the first lines of `tile` into a mixture with the last ones of its neighbour: those first, its own last. */
function fadeIn(neighbour: FloatTensor, tile: FloatTensor, way: "down" | "across", most: number): void {
  const [batch, channels, height, width] = tile.shape as [number, number, number, number]
  const [, , rows, columns] = neighbour.shape as [number, number, number, number]
  const lines = way === "down" ? Math.min(rows, height, most) : Math.min(columns, width, most)
  const [tall, wide] = way === "down" ? [lines, width] : [height, lines]
  const [skippedRows, skippedColumns] = way === "down" ? [rows - lines, 0] : [0, columns - lines]
  for (let plane = 0; plane < batch * channels; plane++) {
    for (let y = 0; y < tall; y++) {
      for (let x = 0; x < wide; x++) {
        const share = (way === "down" ? y : x) / lines
        const at = (plane * height + y) * width + x
        const there = neighbour.data[(plane * rows + skippedRows + y) * columns + skippedColumns + x]!
        tile.data[at] = there * (1 - share) + tile.data[at]! * share
      }
    }
  }
}
