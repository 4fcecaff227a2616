/** An item as lists and plans show it. */
import type { ItemSummary } from "../contract/api/common.ts"

export const summaryOf = ({ id, scenario, title, image, width, height }: ItemSummary): ItemSummary => ({
  id,
  scenario,
  title,
  image,
  width,
  height,
})
