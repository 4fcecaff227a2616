/** The language of this process's output. A command line is one process and speaks one language. */
import stringWidth from "string-width"
import { note } from "../contract/codes/index.ts"
import type { Note } from "../contract/note.ts"
import {
  type HelpTexts,
  helpTextsIn,
  type OutputTexts,
  outputTextsIn,
  valueName,
} from "../words/cli-texts.ts"
import { isolated } from "../words/isolate.ts"
import { type Locale, localeFor } from "../words/locale.ts"
import type { Say } from "../words/say.ts"
import { settingValuesIn } from "../words/settings-in.ts"
import { speak } from "../words/speak.ts"
import { UsageProblem } from "./usage-problem.ts"

/** As `--language` takes them; a tag such as `zh-CN` is taken as well. */
export const languages = ["en", "zh"] as const

const spokenIn = (locale: Locale) => ({
  locale,
  say: speak(locale),
  help: helpTextsIn(locale),
  text: outputTextsIn(locale),
})

let current = spokenIn("en")

export const localeInUse = (): Locale => current.locale

export function setLocale(locale: Locale): void {
  if (locale !== current.locale) current = spokenIn(locale)
}

/** The language that a tag such as `zh-CN` or `en` names. @throws UsageProblem naming those that there are */
export function localeNamed(tag: string): Locale {
  const language = tag.split(/[-_]/)[0]!.toLowerCase()
  if (!languages.some(known => known === language))
    throw new UsageProblem(note("cli.unknown_language", { language: tag, known: languages }))
  return localeFor([language])
}

/** The language of the system: of the variables that POSIX names, or what the system tells Node. */
export function systemLocale(
  environment: NodeJS.ProcessEnv = process.env,
  system = Intl.DateTimeFormat().resolvedOptions().locale,
): Locale {
  const { LC_ALL, LC_MESSAGES, LANG } = environment
  const named = LC_ALL || LC_MESSAGES || LANG || system
  return localeFor([named.replace(/[_.@].*$/, "")])
}

/** The value that the arguments give `--language`, the last one where there are several. */
export function languageAskedFor(args: readonly string[]): string | undefined {
  let asked: string | undefined
  for (const [at, arg] of args.entries()) {
    if (arg === "--") break
    if (arg === "--language") asked = args[at + 1]
    else if (arg.startsWith("--language=")) asked = arg.slice("--language=".length)
  }
  return asked
}

export const say: Say = Object.assign((note: Note) => current.say(note), {
  error: (note: Note) => current.say.error(note),
})

/** Says notes and errors in English, whatever the language in use: for JSON, which programs read. */
export const sayForPrograms: Say = speak("en")

/** A text of --help. */
export const help: HelpTexts = ((...given: Parameters<HelpTexts>) => current.help(...given)) as HelpTexts

/** A text of the output. */
export const text: OutputTexts = ((...given: Parameters<OutputTexts>) =>
  current.text(...given)) as OutputTexts

/** Words of a user or of a model, one after another. */
export const listed = (words: readonly string[]): string =>
  words.map(isolated).join(settingValuesIn(current.locale).separator)

/** `<dir>` and `[options]` as the language in use names them. */
export const withValueNames = (terms: string): string =>
  terms.replace(/([<[])([A-Za-z]+)((?:\.\.\.)?[>\]])/g, (whole, open, name, close) => {
    const named = valueName(current.locale, name)
    return named === undefined ? whole : `${open}${named}${close}`
  })

export const dateText = (iso: string): string =>
  new Intl.DateTimeFormat(current.locale, { dateStyle: "medium" }).format(new Date(iso))

export const timeText = (iso: string): string =>
  new Intl.DateTimeFormat(current.locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso))

/** A number as people read it, with so many digits behind the point. */
export const numberText = (value: number, digits: number): string =>
  value.toLocaleString(current.locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })

export const megabytesText = (bytes: number): string => text("common.megabytes", { megabytes: bytes / 1e6 })

/** Columns of a terminal that a text takes: a Chinese letter takes two. */
export const widthOf = (shown: string): number => stringWidth(shown)
