/** For tests: every code with samples of what its details may hold. */
import { codes, takesOf } from "../contract/codes/index.ts"
import type { Kind } from "../contract/details.ts"
import type { Detail, Note } from "../contract/note.ts"

/** Every code of the program. */
export const allCodes: readonly string[] = Object.entries(codes).flatMap(([room, { errors, notes }]) =>
  [...Object.keys(errors), ...Object.keys(notes)].map(name => `${room}.${name}`),
)

/** Samples of what a kind of detail may hold: each word of a list, both of a flag, with and without what is optional. */
function samplesOf(kind: Kind): Detail[] {
  if (typeof kind !== "string") return [...kind]
  if (kind === "texts?") return [[], ["ONE", "TWO"]]
  if (kind.endsWith("?")) return [null, ...samplesOf(kind.slice(0, -1) as Kind)]
  const reason: Note = { code: "file.missing", details: {} }
  const samples: Record<string, Detail[]> = {
    text: ["TEXT"],
    log: ["LOG"],
    number: [0, 1, 12345],
    bytes: [2_345_600_000],
    texts: [["ONE", "TWO"]],
    shape: [[1, 77]],
    flag: [true, false],
    note: [reason],
    notes: [[reason, reason]],
  }
  return samples[kind]!
}

/** Each sample of each detail, with the first samples of the others. */
export function* notesOf(code: string): Generator<Note> {
  const takes = Object.entries(takesOf(code)!)
  const first = Object.fromEntries(takes.map(([name, kind]) => [name, samplesOf(kind)[0]!]))
  yield { code, details: first }
  for (const [name, kind] of takes)
    for (const sample of samplesOf(kind).slice(1)) yield { code, details: { ...first, [name]: sample } }
}
