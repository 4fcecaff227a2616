/** What a language says of a setting: a setting without words, or words without a setting, doesn't compile. */
import type { SettingName, settingsTable } from "../contract/settings-table.ts"

type Entry<Name extends SettingName> = (typeof settingsTable)[Name]

export type SettingWords<Name extends SettingName> = {
  /** Its name: beside its control, in the list of undo steps and in recipes. */
  readonly label: string
  /** What it does, in one sentence: below its control and in `--help`. */
  readonly explain: string
} & (Entry<Name> extends { kind: "choice" }
  ? { readonly options: Readonly<Record<NonNullable<Entry<Name>["schema"]["_zod"]["input"]>, string>> }
  : unknown) &
  (Entry<Name> extends { needs: string }
    ? {
        /** Why it is off, where the pack lacks what the setting needs. */
        readonly off: string
      }
    : unknown)

export type AllSettingWords = { readonly [Name in SettingName]: SettingWords<Name> }
