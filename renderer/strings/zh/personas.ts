import type { personas as english } from "../en/personas.ts"
import type { Translation } from "../translation.ts"

export const personas: Translation<typeof english> = {}
