import type { cli as codes } from "../../contract/codes/cli.ts"
import type { WordsOf } from "../words-of.ts"

export const cli: WordsOf<typeof codes> = {
  cli: {
    usage: {
      message: "{problem}.",
      next: "`{command} --help` says what it takes.",
    },
    unknown_language: "There is no language {language} here, only {known}",
    unknown_option: "There is no option {option}{near, select, none {} other {; the nearest is {near}}}",
    unknown_command: "There is no command {command}{near, select, none {} other {; the nearest is {near}}}",
    missing_argument: "The argument {argument} is missing",
    missing_value: "{option} needs a value",
    missing_option: "{option} is needed",
    too_many_arguments:
      "There {given, plural, one {is # argument} other {are # arguments}}, but at most {most, number} can be taken",
    items_or_all: "Name either --items or --all",
    queue_and_store: "Give --farm, or both --queue and --store",
    queue_or_store: "Give --queue, --store, or both",
    farm_or_addresses: "Give either --farm, or --queue and --store",
    metrics_place: "a port, or an address of this machine and a port",
    farm_or_queue: "Give --farm or --queue",
    farm_name:
      "“{name}” can't be a farm's name: it begins with a letter or a digit, and has at most 40 letters, digits, spaces, dots, hyphens and underscores",
    at_least_one: "{flag} must be at least 1",
    nothing_named: "Say what is meant, with one of {flags}",
    erase_unsure: "Erasing the shopper {shopper} can't be undone; add --yes if you mean it",
    names_none: "{flag} gives no names",
    names_unread: "{flag} names {file}, which can't be read: {reason}",
    item_and_persona: "Name --item and --persona, or --recipe",
    recipe_says: "--recipe already says what {flag} would",
    endpoint_and_model: "To tag by an endpoint, give --endpoint and --model",
    again_without_host: "--fetch-again needs --fetch-from",
    layout:
      "--layout is {value}; it must be NAME or NAME@SIZE, a size being one that --channel-size asks for",
    channel_size:
      "--channel-size is {value}, but must be one of {names}, or name=WIDTHxHEIGHT, with :crop, :pad or :extend behind it",
    focus: "--focus is {value}, but must be like 0.5,0.3",
    large_grid: "The grid has {images} images, and at most {most} are allowed",
    internal: {
      message: "Something went wrong inside the program: {reason}.",
      next: "Report it with what the command says with --verbose.",
    },
    flag_value: "{flag} is {value}, but must be {range}",
    flag_list:
      "{flag} holds {value, select, none {an empty value} other {{value}}}, but each value must be {range}",
    choices: "one of {choices}",
    host: "a host such as cdn.example.com",
    true_or_false: "true or false",
    lora: "--lora is {value}, but must be a name, or NAME=STRENGTH with −{strongest} to {strongest}",
    loras: "--lora is {value}, but must be different names, {most} at most, with −{strongest} to {strongest}",
    baseline:
      "--arm is {value}, but must be NAME=PACK or NAME=LORA, the name of at most 40 letters, digits, spaces, _ . and -",
    baselines: "--arm may be given {most} times at most",
    size: "--size is {value}, but must be WIDTHxHEIGHT, each {range}",
    micro_batch: "--micro-batch is {value}, but must divide the batch of {batch}",
    range:
      "{aboveLeast, select, true {above {least}} other {{least}}} {belowMost, select, true {and below {most}} other {to {most}}}",
    whole: "a whole number from {range}",
    whole_number: "a whole number",
    multiple: "a multiple of {of} from {range}",
    approved_draws_nothing: "with --approved nothing is drawn, so --best-of and --held have no effect",
    times_of: "--times says how much --upscaler enlarges: give that, too",
    held_of: "--held goes on with a set that was begun with --best-of: give that, too",
    tag_of: "--tag chooses among a farm's workers: give --farm, or --queue and --store, too",
    out_or_farm: "Give --out, or a farm that draws into the history: --farm, or --queue and --store",
    best_of_out: "--best-of looks at the drawn images: give --out, too",
    text: "at most {most} characters",
    list: "at most {most}, with commas between them",
  },
}
