/** Settings at the door: parsed once, defaults merged, problems said in one sentence. */
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import { problemOfIssue } from "../contract/issue.ts"
import type { Note } from "../contract/note.ts"
import { isAsItIs } from "../contract/place.ts"
import { itemHintKinds, type StructureKind } from "../contract/setting-values.ts"
import {
  type PackSettings,
  type Settings,
  type SettingsInput,
  settingsOfPack,
  settingsSchema,
} from "../contract/settings.ts"
import { settingEntry, settingNames } from "../contract/settings-table.ts"
import type { Pack } from "../models/pack.ts"
import type { Pipeline } from "../models/pipeline.ts"
import { type Studio, studioFor } from "./studio.ts"

/** Settings in which all that the pack decides is decided. */
export type SizedSettings = Settings & PackSettings

/** @throws StudioError settings.invalid naming every setting that is out of its range. */
export function parseSettings(
  input: SettingsInput,
  pack: Pick<Pack, "nativeSize" | "guidance" | "manifest" | "structureKinds">,
): SizedSettings {
  const parsed = settingsSchema.safeParse(input)
  if (!parsed.success) {
    throw new StudioError("settings.invalid", {
      problems: parsed.error.issues.map(issue => {
        const value = String(Reflect.get(input, issue.path[0] ?? ""))
        return note("value.setting", { name: issue.path.join("."), value, problem: problemOfIssue(issue) })
      }),
    })
  }
  const own = settingsOfPack({
    nativeSize: { width: pack.nativeSize, height: pack.nativeSize },
    guidance: pack.guidance,
    structureScale: pack.manifest.structureScale,
    structureKinds: pack.structureKinds,
  })
  const given = Object.entries(parsed.data).filter(([, value]) => value !== undefined)
  return { ...own, ...Object.fromEntries(given) } as SizedSettings
}

/**
 * What is asked of an opened studio, as it can be done: the studio with the adapter that the settings name, and the
 * settings that its pack honours.
 *
 * @throws StudioError settings.invalid, adapter.unknown, and the errors of an adapter that doesn't fit the pack
 */
export async function settle(
  opened: Studio,
  asked: SettingsInput,
): Promise<{ studio: Studio; settings: SizedSettings; warnings: Note[] }> {
  const parsed = parseSettings(asked, opened.pack)
  const studio = await studioFor(opened, parsed)
  const { settings, warnings } = withinPack(parsed, studio.pipeline)
  if (settings.guidanceRescale > 0 && (await studio.pipeline.readsGuidance())) {
    settings.guidanceRescale = 0
    warnings.push(note("settings.rescale_unread", { pack: studio.pack.name }))
  }
  const { guidanceLow: low, guidanceHigh: high } = settings
  if (low >= high)
    throw new StudioError("settings.invalid", { problems: [note("settings.empty_interval", { low, high })] })
  if ((low > 0 || high < 1) && (await studio.pipeline.readsGuidance())) {
    Object.assign(settings, { guidanceLow: 0, guidanceHigh: 1 })
    warnings.push(note("settings.interval_unread", { pack: studio.pack.name }))
  }
  return { studio, settings, warnings }
}

/** The settings, those that the pack can't honour at their neutral value, and a note for each of them. */
export function withinPack(settings: SizedSettings, { pack, fusesInterest }: Pipeline) {
  const lacking = {
    interest: fusesInterest ? null : note("settings.no_interest", { pack: pack.name }),
    image: pack.has("ip_adapter") ? null : note("settings.no_ip_adapter", { pack: pack.name }),
    structure: lackOfStructure(settings, pack),
  }
  const warnings: Note[] = []
  const honoured = { ...settings }
  for (const name of settingNames) {
    const { needs, neutral } = settingEntry(name)
    const why = needs ? lacking[needs] : null
    if (!why || settings[name] === neutral) continue
    Object.assign(honoured, { [name]: neutral })
    warnings.push(why)
  }
  if (settings.structure === 0 && settings.structureHint !== null)
    warnings.push(note("settings.hint_unused", {}))
  if (settings.loras.length === 0 && settings.loraStrength !== 1)
    warnings.push(note("settings.lora_strength_unused", {}))
  const unused = !usesPlace(honoured)
  if (unused && !isAsItIs(honoured)) warnings.push(note("settings.place_unused", {}))
  // What has no effect stays out of keys.
  if (unused) Object.assign(honoured, { placeScale: 1, placeX: 0, placeY: 0 })
  if (honoured.structure === 0) Object.assign(honoured, { structureKind: "edges", structureHint: null })
  if (honoured.structure === 0 || honoured.structureHint !== null) honoured.structureOf = "subject"
  if (pack.has("ip_adapter") && !pack.has("foreground")) {
    warnings.push(note("settings.whole_pictures", { pack: pack.name }))
  }
  return { settings: honoured, warnings }
}

/** Whether the drawing depends on where the item's picture lies: some of it is kept, followed or started from. */
export const usesPlace = (settings: SizedSettings): boolean =>
  settings.protect.length > 0 || settings.protectWhole || settings.start > 0 || settings.structure > 0

/** Why structure can't be followed as it is asked for. */
function lackOfStructure({ structureKind: kind, structureHint }: SizedSettings, pack: Pack): Note | null {
  const { name, structureKinds: kinds } = pack
  if (kinds.length === 0) return note("settings.no_structure", { pack: name })
  if (!kinds.includes(kind)) return note("settings.no_structure_kind", { pack: name, kind, kinds })
  const made = (itemHintKinds as readonly StructureKind[]).includes(kind)
  return made || structureHint !== null ? null : note("settings.no_structure_hint", { kind })
}
