/** A drawer that does nothing: the smallest PNG that carries a unit's recipe, put together by hand. */
import { crc32, deflateSync } from "node:zlib"
import type { Recipe } from "../../../native/contract/recipe.ts"
import { sourceTypeOf } from "../../../native/exporting/write-image.ts"
import { buildXmp } from "../../../native/exporting/xmp.ts"
import type { DrawUnit } from "../../../native/worker-farm/worker.ts"

export const benchKey = "a key of benches that is long enough"

const signature = Buffer.from("89504e470d0a1a0a", "hex")
const header = Buffer.from("00000001000000010802000000", "hex")
const pixel = deflateSync(Buffer.alloc(4))

export const drawNothing: DrawUnit = async ({ recipe }) => ({ png: pictureOf(recipe), recipe })

function pictureOf(recipe: Recipe): Buffer {
  const xmp = Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${buildXmp(sourceTypeOf(recipe), recipe)}`)
  return Buffer.concat([
    signature,
    ...chunk("IHDR", header),
    ...chunk("iTXt", xmp),
    ...chunk("IDAT", pixel),
    ...chunk("IEND", Buffer.alloc(0)),
  ])
}

function chunk(type: string, bytes: Buffer): Buffer[] {
  const content = Buffer.concat([Buffer.from(type, "latin1"), bytes])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(bytes.length)
  sum.writeUInt32BE(crc32(content))
  return [length, content, sum]
}
