/** What a command was given, checked by a schema; each problem is said of its flag. */
import type { z } from "zod"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import { problemOfIssue } from "../contract/issue.ts"

/**
 * @param flagOf the flags of parts, such as `items` or `settings.count`, that aren't called after them
 * @throws StudioError settings.invalid
 */
export function checkedFlags<Schema extends z.ZodType>(
  schema: Schema,
  input: z.input<Schema>,
  flagOf: Readonly<Record<string, string>> = {},
): z.output<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(issue => {
    const [part = "", setting = ""] = issue.path.map(String)
    const where = flagOf[`${part}.${setting}`] ?? flagOf[part] ?? `--${part}`
    return note("value.at", { where, problem: problemOfIssue(issue) })
  })
  throw new StudioError("settings.invalid", { problems })
}
