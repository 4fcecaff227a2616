import { expect, test } from "vitest"
import { encodingNamed, encodings } from "./encoding.ts"

test.each([
  ["UTF8", "utf-8"],
  ["gbk", "gb18030"],
  ["CP-1252", "windows-1252"],
  ["latin1", "windows-1252"],
  ["ISO-8859-7", "iso-8859-7"],
])("%s is %s", (name, encoding) => expect(encodingNamed(name)).toBe(encoding))

test("a name that stands for another encoding reads letters as that encoding's standard does", () => {
  const greek = Uint8Array.from([0xb6, 0xeb, 0xf6, 0xe1])
  expect(new TextDecoder(encodingNamed("iso-8859-7")).decode(greek)).toBe("Άλφα")
})

test("every encoding is one that this Node decodes", () => {
  for (const encoding of encodings) expect(() => new TextDecoder(encoding)).not.toThrow()
})
