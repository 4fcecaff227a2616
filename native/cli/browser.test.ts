import { expect, test } from "vitest"
import { openerOf } from "./browser.ts"

test("each system opens an address in its own way, and one without a screen in none", () => {
  expect(openerOf("darwin", {})).toEqual(["open"])
  expect(openerOf("win32", {})).toEqual(["rundll32", "url.dll,FileProtocolHandler"])
  expect(openerOf("linux", { DISPLAY: ":0" })).toEqual(["xdg-open"])
  expect(openerOf("linux", {})).toBeUndefined()
})
