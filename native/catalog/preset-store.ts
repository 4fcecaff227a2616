/** Named settings, and those that a scenario was last used with, in state.db. */
import { randomUUID } from "node:crypto"
import { type Preset, presetSchema } from "../contract/api/renders.ts"
import { StudioError } from "../contract/errors.ts"
import { type Settings, settingsSchema } from "../contract/settings.ts"
import { readSetting, type StateAccess, writeSetting } from "./state.ts"
import { stored, storedJson } from "./stored.ts"

const lastUsedKey = (scenario: string) => `lastUsed.${scenario}`

export class PresetStore {
  readonly #state: StateAccess

  constructor(state: StateAccess) {
    this.#state = state
  }

  list(): Preset[] {
    return this.#state.read(state => {
      const rows = state
        .prepare("SELECT id, name, scenario, settings FROM presets ORDER BY name, id")
        .all() as {
        settings: string
      }[]
      return rows.map(row => stored(presetSchema, { ...row, settings: storedJson(row.settings) }))
    })
  }

  /** One of the same scenario and name is replaced. */
  save(draft: Omit<Preset, "id">): Preset {
    const same = this.list().find(({ name, scenario }) => name === draft.name && scenario === draft.scenario)
    const preset = { ...draft, id: same?.id ?? randomUUID() }
    this.#state.write(state => {
      state
        .prepare(
          `INSERT INTO presets (id, name, scenario, settings) VALUES (?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET settings = excluded.settings`,
        )
        .run(preset.id, preset.name, preset.scenario, JSON.stringify(preset.settings))
    })
    return preset
  }

  /** @throws StudioError preset.unknown */
  remove(id: string): Preset {
    const preset = this.list().find(one => one.id === id)
    if (!preset) throw new StudioError("preset.unknown", { preset: id })
    this.#state.write(state => {
      state.prepare("DELETE FROM presets WHERE id = ?").run(id)
    })
    return preset
  }

  lastUsed(scenario: string): Settings | null {
    const json = this.#state.read(state => readSetting(state, lastUsedKey(scenario)))
    const parsed = settingsSchema.safeParse(json === undefined ? undefined : storedJson(json))
    return parsed.success ? parsed.data : null
  }

  setLastUsed(scenario: string, settings: Settings): void {
    this.#state.write(state => writeSetting(state, lastUsedKey(scenario), JSON.stringify(settings)))
  }
}
