import type { importing as english } from "../en/import.ts"
import type { Translation } from "../translation.ts"

export const importing: Translation<typeof english> = {}
