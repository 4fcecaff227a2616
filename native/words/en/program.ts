import type { program as codes } from "../../contract/codes/program.ts"
import type { WordsOf } from "../words-of.ts"

export const program: WordsOf<typeof codes> = {
  program: {
    unexpected: {
      message: "Something went wrong inside the program.",
      next: "Try again. If it happens again, report it with the diagnostics from Settings.",
    },
    quoted: "{text}",
    kept: "{text}",
  },
  file: {
    missing: "there is no such file",
    no_file: "it is not a file",
    no_folder: "it is not a folder",
    not_opened: "it can't be opened",
    too_large: "it has {size, number} bytes; at most {most, number} are allowed",
    over_limit: "it is larger than {limit}",
    drive_full: "the drive is full",
    not_allowed: "access is not allowed",
    read_only: "the drive is read-only",
    in_the_way: "a part of its path is a file, not a folder",
    is_folder: "there is a folder of that name",
    name_too_long: "its name is too long",
    lost: "a file of it is missing",
    damaged: "a file of it is damaged",
    written_by_others: "another program is writing to it",
  },
  network: {
    unknown_host: "no server of that name is known",
    no_lookup: "its name could not be looked up; is this machine online?",
    refused: "the server takes no connection",
    broken_off: "the connection broke off",
    no_answer: "the server doesn't answer",
    unreachable: "the server can't be reached",
  },
  value: {
    at: "{where}: {problem}",
    setting: "{name} is {value}: {problem}",
    wrong_type:
      "it must be {expected, select, string {a text} number {a number} int {a whole number} boolean {true or false} array {a list} object {an object} record {an object} date {a date} other {of another type}}",
    too_small: "it must be {exclusive, select, true {more than} other {at least}} {minimum}",
    too_large: "it must be {exclusive, select, true {less than} other {at most}} {maximum}",
    too_few: "it must have at least {minimum, plural, one {# entry} other {# entries}}",
    too_many: "it must have at most {maximum, plural, one {# entry} other {# entries}}",
    too_short: "it must have at least {minimum, plural, one {# character} other {# characters}}",
    too_long: "it must have at most {maximum, plural, one {# character} other {# characters}}",
    not_one_of: "it must be one of: {choices}",
    unknown_keys: "there is no {keys} here",
    bad_format: "it does not have the form {format}",
    no_multiple: "it must be a multiple of {of}",
    invalid: "it does not have the right form",
    must_hold: "it must contain {text}",
    pattern: "it must match {pattern}",
  },
}
