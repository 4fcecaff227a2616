/** What the settings of a scenario begin with. */
import type { Status } from "../../native/contract/api/app.ts"
import { scenarioSettings } from "../../native/contract/scenario.ts"
import { forAnotherSubject, type Settings, settingsSchema } from "../../native/contract/settings.ts"
import { client } from "../engine/rpc.ts"

/** Settings that a scenario was last used with, or begins with. */
export async function settingsFor(scenario: string, status: Status): Promise<Settings> {
  const last = await client.presets.lastUsed({ scenario })
  const known = status.scenarios.find(({ id }) => id === scenario)
  return forAnotherSubject(settingsSchema.parse(last ?? (known ? scenarioSettings(known) : {})))
}
