import type { cli as codes } from "../../contract/codes/cli.ts"
import type { WordsOf } from "../words-of.ts"

export const cli: WordsOf<typeof codes> = {
  cli: {
    usage: {
      message: "{problem}.",
      next: "`{command} --help` says what it takes.",
    },
    large_grid: "the grid has {images} images, and at most {most} are allowed",
    internal: {
      message: "Something went wrong inside the program: {reason}.",
      next: "Report it with what the command says with --verbose.",
    },
    flag_value: "{flag} is {value}, but must be {range}",
    flag_list:
      "{flag} holds {value, select, none {an empty value} other {{value}}}, but each value must be {range}",
    choices: "one of {choices}",
    true_or_false: "true or false",
    size: "--size is {value}, but must be WIDTHxHEIGHT, each {range}",
    micro_batch: "--micro-batch is {value}, but must divide the batch of {batch}",
    range:
      "{aboveLeast, select, true {above {least}} other {{least}}} {belowMost, select, true {and below {most}} other {to {most}}}",
    whole: "a whole number from {range}",
    multiple: "a multiple of {of} from {range}",
    list: "at most {most}, with commas between them",
  },
}
