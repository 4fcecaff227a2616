/** JSON whose long whole numbers, ids mostly, aren't rounded. */

const longNumber = /^-?\d{16,}$/
const inNumber = /[-+.\deE]/

/**
 * As `JSON.parse`, but a whole number that a double can't hold comes as its text. Takes time in proportion to the text's
 * length, whatever it is.
 */
export function parseExactly(json: string): unknown {
  let exact = ""
  let kept = 0
  let at = 0
  while (at < json.length) {
    const character = json[at]!
    if (character === '"') at = afterString(json, at)
    else if (inNumber.test(character)) {
      const start = at
      while (at < json.length && inNumber.test(json[at]!)) at++
      const number = at - start >= 16 ? json.slice(start, at) : ""
      if (!longNumber.test(number) || Number.isSafeInteger(Number(number))) continue
      exact += `${json.slice(kept, start)}"${number}"`
      kept = at
    } else at++
  }
  return JSON.parse(exact + json.slice(kept))
}

/** Behind the closing quote of the string that opens at `start`; the end of the text where nothing closes it. */
function afterString(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    if (json[at] === "\\") at++
    else if (json[at] === '"') return at + 1
  }
  return json.length
}
