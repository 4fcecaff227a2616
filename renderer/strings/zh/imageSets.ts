import type { imageSets as english } from "../en/imageSets.ts"
import type { Translation } from "../translation.ts"

export const imageSets: Translation<typeof english> = {}
