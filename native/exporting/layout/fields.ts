/** The fields of an item that a layout's words can hold. */
import type { Item, ItemExtras } from "../../contract/catalog.ts"
import { fieldPattern } from "../../contract/layout.ts"

export type Fields = Readonly<Record<string, string>>

/** The item's own first: a column can't take their place. */
export const fieldsOf = ({ id, title, description, scenario }: Item, { fields }: ItemExtras): Fields => ({
  ...fields,
  id,
  title,
  description,
  scenario,
})

/** The words with the item's values; what the item lacks is empty. */
export const filled = (text: string, fields: Fields): string =>
  text
    .replace(fieldPattern, (_, name: string) => {
      const field = name.trim().toLowerCase()
      return Object.hasOwn(fields, field) ? fields[field]! : ""
    })
    .trim()
