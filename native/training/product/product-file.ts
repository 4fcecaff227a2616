/** What a run that learns a product has beside its status: product.json and the pictures that it names, by content hash. */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import { writeAtomic } from "../../catalog/atomic.ts"
import { hashSchema } from "../../contract/hash.ts"
import { fewestToHoldOut, mostPictures } from "../../contract/teaching.ts"
import type { RunFolder } from "../run-folder.ts"

const pictureSchema = z.object({ image: hashSchema, name: z.string() })
const productSchema = z.object({
  train: z.array(pictureSchema).min(1).max(mostPictures),
  /** Pictures to measure on; those that it learns from where there are few. */
  heldOut: z.array(pictureSchema).min(1).max(mostPictures),
})
export type Product = z.infer<typeof productSchema>
export type ProductPicture = z.infer<typeof pictureSchema>

/** One in five is held out: the last of the list, so that the same list is cut in the same way. */
export function withHeldOut(pictures: readonly ProductPicture[]): Product {
  if (pictures.length < fewestToHoldOut) return { train: [...pictures], heldOut: [...pictures] }
  const held = Math.round(pictures.length / 5)
  return { train: pictures.slice(0, -held), heldOut: pictures.slice(-held) }
}

/** Whether it measures pictures that it doesn't learn from. */
export const holdsOut = ({ train, heldOut }: Product): boolean => train[0]?.image !== heldOut[0]?.image

export const productPicture = ({ dir }: Pick<RunFolder, "dir">, image: string): string =>
  join(dir, "pictures", `${image}.png`)

const productFile = ({ dir }: Pick<RunFolder, "dir">): string => join(dir, "product.json")

export const writeProduct = (folder: Pick<RunFolder, "dir">, product: Product): Promise<void> =>
  writeAtomic(productFile(folder), JSON.stringify(product))

export const readProduct = async (folder: Pick<RunFolder, "dir">): Promise<Product> =>
  productSchema.parse(JSON.parse(await readFile(productFile(folder), "utf8")))
