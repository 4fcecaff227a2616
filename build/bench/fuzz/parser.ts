/** A parser of what comes from outside, as it is tried. */
import { writeFile } from "node:fs/promises"
import { join } from "node:path"

export interface Parser {
  name: string
  /** Sound inputs, which are changed. */
  seeds: readonly (string | Buffer)[]
  /** Pieces that its format is made of. */
  words: readonly string[]
  /** How many inputs it gets, as a share of those of the others. */
  share: number
  /** Takes the input as the program does. An input that it refuses is an error with a code. */
  parse(input: Buffer): unknown
  /** Inputs of this many bytes that are hard for it: each must take time in proportion to its length. */
  worst: Readonly<Record<string, (size: number) => string | Buffer>>
}

/** Hands the input over as a file of this name in `dir`. */
export const asFile =
  (dir: string, name: string, parse: (path: string) => unknown) =>
  async (input: Buffer): Promise<unknown> => {
    const path = join(dir, name)
    await writeFile(path, input)
    return parse(path)
  }

/** `text` as often as fits. */
export const repeated = (text: string, size: number): string => text.repeat(Math.max(1, size / text.length))

/** Hard for everything that reads JSON. */
export const worstJson: Parser["worst"] = {
  "open brackets": size => "[".repeat(size),
  "open objects": size => repeated('{"a":', size),
  "a string that never closes": size => `{"a":"${"\\".repeat(size)}`,
  "many keys": size => `{${Array.from({ length: size / 8 }, (_, n) => `"k${n}":1`).join(",")}}`,
  "one key many times": size => `{${Array.from({ length: size / 6 }, () => '"k":1').join(",")}}`,
  "a long number": size => `{"a":${"9".repeat(size)}}`,
}
