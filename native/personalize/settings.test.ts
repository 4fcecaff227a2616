import { describe, expect, test } from "vitest"
import type { StructureKind } from "../contract/setting-values.ts"
import type { SettingsInput } from "../contract/settings.ts"
import type { Manifest } from "../models/manifest.ts"
import type { Pipeline } from "../models/pipeline.ts"
import { parseSettings, withinPack } from "./settings.ts"

const pack = {
  nativeSize: 256,
  guidance: 3.5,
  structureKinds: [],
  manifest: { structureScale: 0 } as unknown as Manifest,
} satisfies Parameters<typeof parseSettings>[1]

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
  const bare = { name: "bare", has: () => false, structureKinds: [] }
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

test("a strength of LoRAs without any is said", () => {
  const whole = { pack: { name: "whole", has: () => true, structureKinds: [] }, fusesInterest: true }
  const codes = (asked: SettingsInput) =>
    withinPack(parseSettings(asked, pack), whole as unknown as Pipeline).warnings.map(({ code }) => code)
  expect(codes({ loraStrength: 0.5 })).toEqual(["settings.lora_strength_unused"])
  expect(codes({ loraStrength: 0.5, loras: [{ name: "ink", strength: 1 }] })).toEqual([])
})

test("structure is as strong as the pack says, and shown by its first kind, where nothing else is asked for", () => {
  const reading = {
    ...pack,
    structureKinds: ["tile", "depth"] as const,
    manifest: { structureScale: 0.4 } as unknown as Manifest,
  }
  expect(parseSettings({}, reading)).toMatchObject({ structure: 0.4, structureKind: "tile" })
  const asked = parseSettings({ structure: 0, structureKind: "depth" }, reading)
  expect(asked).toMatchObject({ structure: 0, structureKind: "depth" })
})

describe("structure that the pack can't follow as it is asked for is off, with the reason", () => {
  const within = (structureKinds: StructureKind[], asked: SettingsInput) => {
    const reading = { name: "bare", has: () => true, structureKinds }
    const settings = parseSettings(asked, { ...pack, structureKinds })
    return withinPack(settings, { pack: reading, fusesInterest: true } as unknown as Pipeline)
  }
  const hint = "0".repeat(64)

  test("a kind that it doesn't read", () => {
    const { settings, warnings } = within(["edges"], { structure: 1, structureKind: "tile" })
    expect(settings).toMatchObject({ structure: 0, structureKind: "edges" })
    const details = { pack: "bare", kind: "tile", kinds: ["edges"] }
    expect(warnings).toEqual([{ code: "settings.no_structure_kind", details }])
  })

  test("a depth map without one", () => {
    const { settings, warnings } = within(["depth"], { structure: 1 })
    expect(settings.structure).toBe(0)
    expect(warnings).toEqual([{ code: "settings.no_structure_hint", details: { kind: "depth" } }])
    expect(within(["depth"], { structure: 1, structureHint: hint }).warnings).toEqual([])
  })

  test("what has no effect beside it is neutral, so that keys don't hold it", () => {
    const off = within(["edges"], { structure: 0, structureOf: "whole", structureHint: hint })
    expect(off.settings).toMatchObject({
      structureOf: "subject",
      structureHint: null,
      structureKind: "edges",
    })
    const own = within(["edges"], { structure: 1, structureOf: "whole", structureHint: hint })
    expect(own.settings).toMatchObject({ structureOf: "subject", structureHint: hint })
  })
})
