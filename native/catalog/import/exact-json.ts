/** JSON whose long whole numbers, ids mostly, aren't rounded. */

/** A string, or a whole number of 16 digits or more. */
const tokens = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g

/** As `JSON.parse`, but a whole number that a double can't hold comes as its text. */
export const parseExactly = (json: string): unknown =>
  JSON.parse(
    json.replaceAll(tokens, token =>
      token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`,
    ),
  )
