export const imageSets = {} as const
