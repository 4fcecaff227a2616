import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { whyUnavailable } from "./availability.ts"
import { readUpdateSource } from "./source.ts"

const source = { url: "https://example.com/", key: "" }
const copy = { packaged: true, source, platform: "win32", appImage: undefined } as const

describe("a copy of the program", () => {
  test("that was packed with an address updates itself, on Linux as an AppImage alone", () => {
    const appImage = join(mkdtempSync(join(tmpdir(), "iamg-image-")), "studio.AppImage")
    expect(whyUnavailable(copy)).toBeNull()
    expect(whyUnavailable({ ...copy, platform: "darwin" })).toBeNull()
    expect(whyUnavailable({ ...copy, platform: "linux", appImage })).toBeNull()
    expect(whyUnavailable({ ...copy, platform: "linux" })?.code).toBe("update.not_appimage")
  })

  test("that runs from its source, or has no address, doesn't", () => {
    expect(whyUnavailable({ ...copy, packaged: false })?.code).toBe("update.from_source")
    expect(whyUnavailable({ ...copy, source: null })?.code).toBe("update.no_source")
  })

  test("in a folder that is gone doesn't", () => {
    const appImage = join(tmpdir(), "iamg-no-such-folder", "studio.AppImage")
    expect(whyUnavailable({ ...copy, platform: "linux", appImage })).toMatchObject({
      code: "update.not_writable",
      details: { folder: join(tmpdir(), "iamg-no-such-folder") },
    })
  })

  test.each(["{", "{}", '{"updates": {"url": "http://example.com/", "key": ""}}'])(
    "takes no address from a file that says %s",
    text => {
      const file = join(mkdtempSync(join(tmpdir(), "iamg-release-")), "release.json")
      writeFileSync(file, text)
      expect(readUpdateSource(file)).toBeNull()
    },
  )
})
