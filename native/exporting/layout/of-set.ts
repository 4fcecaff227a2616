/** The layouts of an image set, read once, and what keeps them from being used. */
import type { Workspace } from "../../catalog/workspace.ts"
import type { ImageSet } from "../../contract/image-set.ts"
import { textsOf } from "../../contract/layout.ts"
import { sha256 } from "../../personalize/hash.ts"
import { checkLayout, type LayoutCheck } from "./check.ts"
import { type Fields, fieldsOf, filled } from "./fields.ts"
import type { LoadedLayout } from "./loaded.ts"
import { loadLayout } from "./store.ts"

/** By name. @throws StudioError layout.unknown, layout.invalid */
export async function layoutsOf(
  workspace: Workspace,
  { sizes }: Pick<ImageSet, "sizes">,
): Promise<Map<string, LoadedLayout>> {
  const loaded = new Map<string, LoadedLayout>()
  for (const name of new Set(sizes.flatMap(({ layout }) => layout ?? [])))
    loaded.set(name, await loadLayout(workspace, name))
  return loaded
}

/** What a layout lays over an item's images, for comparing: the layout itself, and its words for the item. */
export const shownBy = ({ layout, ref }: LoadedLayout, fields: Fields): string =>
  `${ref.hash}+${sha256(JSON.stringify(textsOf(layout).map(text => filled(text, fields))))}`

/** Problems and warnings of all the set's layouts, as `layoutsOf` gives them, for its items. */
export async function checkLayouts(
  workspace: Workspace,
  set: Pick<ImageSet, "sizes" | "items">,
  layouts: ReadonlyMap<string, LoadedLayout>,
): Promise<LayoutCheck> {
  const found: LayoutCheck = { problems: [], warnings: [] }
  if (layouts.size === 0) return found
  const items: Fields[] = (await workspace.itemsOf(set.items)).map(item =>
    fieldsOf(item, workspace.itemExtras(item.id)),
  )
  for (const [name, loaded] of layouts) {
    const sizes = set.sizes.filter(({ layout }) => layout === name)
    const { problems, warnings } = await checkLayout(loaded, sizes, items)
    found.problems.push(...problems)
    found.warnings.push(...warnings)
  }
  return found
}
