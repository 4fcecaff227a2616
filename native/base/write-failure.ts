/** Why the operating system refused to write, in a reader's words. */

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the drive is full",
  EDQUOT: "the drive is full",
  EACCES: "writing there isn't allowed",
  EPERM: "writing there isn't allowed",
  EROFS: "the drive is read-only",
  ENOTDIR: "a part of its path is a file, not a folder",
  EEXIST: "a part of its path is a file, not a folder",
  EISDIR: "there is a folder of that name",
  ENAMETOOLONG: "its name is too long",
}

/** The system's own words where it gives a code that isn't known here. */
export const writeFailure = (cause: unknown): string => {
  const { code, message } = cause as NodeJS.ErrnoException
  return reasons[code ?? ""] ?? message
}
