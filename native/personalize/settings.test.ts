import { expect, test } from "vitest"
import type { Pipeline } from "../models/pipeline.ts"
import { parseSettings, withinPack } from "./settings.ts"

const pack = { nativeSize: 256, guidance: 3.5 }

test("size and guidance are the pack's where nothing else is asked for", () => {
  expect(parseSettings({}, pack)).toMatchObject({ width: 256, height: 256, guidance: 3.5 })
  expect(parseSettings({ width: 128, guidance: 0 }, pack)).toMatchObject({
    width: 128,
    height: 256,
    guidance: 0,
  })
})

test("a setting that is named without a value is the pack's own, too", () => {
  const asked = { width: undefined, guidance: undefined } as unknown as Parameters<typeof parseSettings>[0]
  expect(parseSettings(asked, pack)).toMatchObject({ width: 256, height: 256, guidance: 3.5 })
})

test("settings that the pack can't honour stay neutral, with a note for each that was asked for", () => {
  const bare = { name: "bare", has: () => false, manifest: {} }
  const settings = parseSettings({ lambda2: 0.3, imageScale: 0.5, structure: 0.5 }, pack)
  const asked = withinPack(settings, { pack: bare, fusesInterest: false } as unknown as Pipeline)
  expect(asked.settings).toEqual({ ...settings, lambda2: 0, imageScale: 0, structure: 0 })
  expect(asked.warnings.map(({ code }) => code).sort()).toEqual([
    "settings.no_interest",
    "settings.no_ip_adapter",
    "settings.no_structure",
  ])
  const neutral = parseSettings({ lambda2: 0, imageScale: 0 }, pack)
  expect(withinPack(neutral, { pack: bare, fusesInterest: false } as unknown as Pipeline).warnings).toEqual(
    [],
  )
})
