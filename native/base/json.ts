/** JSON that may be anything. */
import type { z } from "zod"

/** The value in `text`, or undefined when it is no JSON of this shape. */
export function parsedJson<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
): z.output<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
