import { expect, test } from "vitest"
import { parseSettings } from "./settings.ts"

const pack = { nativeSize: 256, guidance: 3.5 }

test("size and guidance are the pack's where nothing else is asked for", () => {
  expect(parseSettings({}, pack)).toMatchObject({ width: 256, height: 256, guidance: 3.5 })
  expect(parseSettings({ width: 128, guidance: 0 }, pack)).toMatchObject({
    width: 128,
    height: 256,
    guidance: 0,
  })
})
