import { expect, test } from "vitest"
import { fromPath, inPath } from "./paths.ts"

test.each(["movie-001", "a/b", "100%", "a%2Fb", "~", "ä 雨", "?x=1#y", "a~b%7Ec"])(
  "the id %s survives an address",
  id => {
    const part = inPath(id)
    expect(part).toMatch(/^[^%/?#]+$/)
    // As the router does with what the address holds.
    expect(fromPath(decodeURI(part))).toBe(id)
  },
)

test("a part that is no id is left as it is", () => expect(fromPath("~zz")).toBe("~zz"))
