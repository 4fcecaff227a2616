/** How --help looks: Commander's own words in the language in use, and columns as wide as they are on a terminal. */
import { type Argument, type Command, Help, type HelpConfiguration, type Option } from "commander"
import { wrapped } from "./text.ts"
import { help, listed, widthOf, withValueNames } from "./voice.ts"

/** Commander names its headings in English. */
const titles: Readonly<Record<string, () => string>> = {
  "Usage:": () => help("titles.usage"),
  "Options:": () => help("titles.options"),
  "Arguments:": () => help("titles.arguments"),
  "Commands:": () => help("titles.commands"),
}

const usual = new Help()

/** Choices and default behind what an option or argument is for. */
function described(
  { description, argChoices, defaultValue, defaultValueDescription }: Option | Argument,
  isShown: boolean,
): string {
  const extra = [
    ...(argChoices ? [help("extra.choices", { values: listed(argChoices) })] : []),
    ...(defaultValue !== undefined && isShown
      ? [help("extra.default", { value: defaultValueDescription ?? String(defaultValue) })]
      : []),
  ]
  return extra.length > 0
    ? help("extra.with", { text: description, extra: extra.join(help("extra.separator")) })
    : description
}

export const helpStyle: HelpConfiguration = {
  styleTitle: title => titles[title]?.() ?? title,
  commandUsage: (command: Command) => withValueNames(usual.commandUsage(command)),
  subcommandTerm: (command: Command) => withValueNames(usual.subcommandTerm(command)),
  optionTerm: (option: Option) => withValueNames(usual.optionTerm(option)),
  argumentTerm: (argument: Argument) => withValueNames(`<${argument.name()}>`).slice(1, -1),
  // A switch is off until it is given: its default says nothing.
  optionDescription: (option: Option) => described(option, option.required || option.optional),
  argumentDescription: (argument: Argument) => described(argument, true),
  displayWidth: widthOf,
  boxWrap: wrapped,
}
