/** Changed copies of sound inputs, the same for the same seed. */

/** Numbers in 0…1 (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** No input is longer. */
const longest = 64 * 1024
const mostChanges = 6
/** A word is repeated up to so many bytes: what takes the square of that is seen by its time. */
const longestRun = 16 * 1024

/** What breaks many formats. */
const nasty = [
  ..."\"'`{}[]()<>,;:|\\/\n\r\t\0&#%=-+.0123456789eE ",
  "\r\n",
  "\ufeff",
  "\ud800",
  "\u2028",
  "\u202e",
  "null",
  "true",
  "NaN",
  "-0",
  "1e999",
  "1.23E+12",
  "99999999999999999999",
  "-1",
  "__proto__",
  "constructor",
  "toString",
  "../../x",
  "\\ud800",
  "\\u0000",
  "é",
  "e\u0301",
  "中文",
  "🎨",
]

/** One of `seeds`, changed at up to six places; `words` are pieces that its format is made of. */
export function mutated(seed: number, seeds: readonly Buffer[], words: readonly string[]): Buffer {
  const random = randomOf(seed)
  const below = (count: number) => Math.floor(random() * count)
  const one = <Value>(values: readonly Value[]): Value => values[below(values.length)]!
  const word = () => Buffer.from(words.length > 0 && random() < 0.5 ? one(words) : one(nasty))

  let bytes = Buffer.from(one(seeds))
  for (let change = below(mostChanges) + 1; change > 0; change--) {
    const at = below(bytes.length + 1)
    const span = Math.min(bytes.length - at, 1 + below(random() < 0.5 ? 4 : 200))
    const [before, cut, after] = [
      bytes.subarray(0, at),
      bytes.subarray(at, at + span),
      bytes.subarray(at + span),
    ]
    switch (below(10)) {
      case 0:
        if (at < bytes.length) bytes[at]! ^= 1 << below(8)
        break
      case 1:
        if (at < bytes.length) bytes[at] = below(256)
        break
      case 2:
        bytes = Buffer.concat([before, after])
        break
      case 3:
        bytes = Buffer.concat([before, cut, cut, after])
        break
      case 4:
        bytes = Buffer.concat([after, cut, before])
        break
      case 5:
        bytes = Buffer.from(before)
        break
      case 6: {
        const piece = word()
        const times = random() < 0.1 ? below(longestRun / piece.length) : 1 + below(3)
        bytes = Buffer.concat([before, ...Array<Buffer>(times).fill(piece), cut, after])
        break
      }
      case 7:
        bytes = Buffer.concat([before, word(), after])
        break
      case 8:
        bytes = Buffer.concat([before, Buffer.from(Array.from({ length: span }, () => below(256))), after])
        break
      default: {
        const other = one(seeds)
        bytes = Buffer.concat([before, other.subarray(below(other.length + 1))])
      }
    }
    if (bytes.length > longest) bytes = Buffer.from(bytes.subarray(0, longest))
  }
  return bytes
}
