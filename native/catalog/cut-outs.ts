/**
 * Cut-outs: pictures that came with an opacity of their own, such as a product on transparency. The workspace keeps their
 * picture on a ground and, beside the masks, how opaque each pixel is. An item that shows one is given that as a mask, once.
 */
import { type Mask, shareOf } from "../base/mask.ts"
import type { Item } from "../contract/catalog.ts"
import { writeAtomic } from "./atomic.ts"
import { encodeMask } from "./mask-file.ts"
import { type MaskFiles, readMask } from "./mask-store.ts"
import type { State } from "./state.ts"
import type { Workspace } from "./workspace.ts"

/** Notes how opaque a picture is that the workspace keeps under `image`. @throws StudioError workspace.no_space */
export async function keepCutOut(
  workspace: Pick<Workspace, "maskPath" | "state">,
  image: string,
  opacity: Mask,
): Promise<void> {
  const { data, hash } = await encodeMask(opacity)
  await writeAtomic(workspace.maskPath(hash), data)
  const { width, height } = opacity
  workspace.state.write(state =>
    state
      .prepare("INSERT OR REPLACE INTO cut_outs (image, hash, width, height, share) VALUES (?, ?, ?, ?, ?)")
      .run(image, hash, width, height, shareOf(opacity)),
  )
}

/** The hash of a picture's opacity, a PNG in masks/; null where it isn't a cut-out. */
export const cutOutOf = ({ state }: Pick<Workspace, "state">, image: string): string | null =>
  state.read(
    db =>
      (db.prepare("SELECT hash FROM cut_outs WHERE image = ?").get(image) as { hash: string } | undefined)
        ?.hash,
  ) ?? null

/** How opaque a cut-out is, by its hash. @throws StudioError mask.file_gone */
export const readOpacity = (files: MaskFiles, item: string, hash: string): Promise<Mask> =>
  readMask(files, item, { name: "opacity", hash })

/**
 * Gives items whose picture is a cut-out its opacity as a mask. Each picture of an item is given once: a mask that the user
 * deletes stays away. To be called inside a transaction.
 */
export function giveMasks(state: State, items: readonly Pick<Item, "id" | "image">[], name: string): void {
  const given = JSON.stringify(items.map(({ id, image }) => ({ id, image })))
  const wanted = `
    FROM json_each(?1) AS one JOIN cut_outs ON cut_outs.image = one.value ->> 'image'
    WHERE NOT EXISTS (
      SELECT 1 FROM cut_out_masks WHERE item = one.value ->> 'id' AND image = cut_outs.image)`
  state
    .prepare(
      `INSERT OR REPLACE INTO masks (item, name, hash, image, width, height, share)
       SELECT one.value ->> 'id', ?2, hash, cut_outs.image, width, height, share ${wanted}
       AND NOT EXISTS (
         SELECT 1 FROM masks AS own
         WHERE own.item = one.value ->> 'id' AND own.name = ?2 AND own.image = cut_outs.image)`,
    )
    .run(given, name)
  state
    .prepare(
      `INSERT INTO cut_out_masks (item, image) SELECT DISTINCT one.value ->> 'id', cut_outs.image ${wanted}`,
    )
    .run(given)
}
