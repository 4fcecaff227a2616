/** Where screens are: the part of the address after “#”. Ids may hold any letters, so they are written without % and /. */
const screenPaths = {
  studio: "/studio",
  board: "/board",
  catalog: "/catalog",
  personas: "/personas",
  history: "/history",
  layouts: "/layouts",
  imageSets: "/image-sets",
  training: "/training",
  evaluation: "/evaluation",
  jobs: "/jobs",
  settings: "/settings",
  import: "/import",
} as const

export type ScreenName = keyof typeof screenPaths

export const paths = {
  ...screenPaths,
  models: "/settings/models",
  item: (id: string) => `/catalog/${inPath(id)}`,
  persona: (id: string) => `/personas/${inPath(id)}`,
} as const

/** An id as one part of a path; the router decodes some escapes by itself, so there must be none. */
export const inPath = (id: string): string =>
  encodeURIComponent(id).replaceAll("~", "%7E").replaceAll("%", "~")

/** The id that a part of a path stands for; itself when it stands for none. */
export function fromPath(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll("~", "%"))
  } catch {
    return part
  }
}
