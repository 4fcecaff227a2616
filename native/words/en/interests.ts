import type { interests as codes } from "../../contract/codes/interests.ts"
import type { WordsOf } from "../words-of.ts"

export const interests: WordsOf<typeof codes> = {
  scenario: {
    invalid: {
      message: 'The scenario file {file} can\'t be used. At "{where}": {problem}.',
      next: "Correct that place in the file, or remove the file.",
    },
    unknown: {
      message: 'There is no scenario "{scenario}".',
      next: "{known, select, none {Add a scenario file.} other {Use one of these: {known}.}}",
    },
    twin: "{other} already describes “{scenario}”",
  },
  endpoint: {
    not_chosen: {
      message: "No endpoint is chosen, so there is nothing that a key would open.",
      next: "Choose the endpoint tagger first.",
    },
    other_host: {
      message: "The key is for {host}, but the tagger in use is at {used}.",
      next: "Use the tagger at {host} first, then give its key.",
    },
    bad_url: {
      message: "The tagger endpoint's address can't be used: {problem}.",
      next: "Give a base address such as http://localhost:11434/v1, and an API key apart from it.",
    },
    insecure: {
      message:
        "The tagger endpoint {host} is reached over http, so anyone on the way could read your pictures.",
      next: "Use its https address, or allow an insecure endpoint in the settings.",
    },
    consent_needed: {
      message: "Tagging with this endpoint sends your catalog's pictures and texts to {host}.",
      next: "Agree to {host} in the settings, or use the built-in tagger or an endpoint on this machine.",
    },
    bad_key: {
      message:
        "The API key from {source, select, keychain {the system’s keychain} other {{source}}} holds characters that no key may hold.",
      next: "Copy the key again, without spaces or line breaks.",
    },
    no_keychain: {
      message: "The system's keychain can't be used: {reason}.",
      next: "Set the environment variable {variable} instead.",
    },
    unreachable: {
      message: "The tagger endpoint {host} can't be reached: {reason}.",
      next: "Check that it runs and that the address is right, then tag again: finished items are kept.",
    },
    timeout: {
      message: "The tagger endpoint {host} didn't answer within {seconds} seconds.",
      next: "Allow it more time or use a smaller model, then tag again: finished items are kept.",
    },
    unauthorised: {
      message:
        "The tagger endpoint {host} refused {keySent, select, true {the API key} other {a request without API key}} ({status}).",
      next: "Set the right key in the environment variable IAMG_ENDPOINT_KEY or in the system's keychain.",
    },
    redirected: {
      message:
        "The tagger endpoint {host} points on to {to}; nothing is sent to a host that you haven't agreed to.",
      next: "If you trust that host, give its address as the endpoint.",
    },
    bad_answer: {
      message: "The tagger endpoint {host} gave no usable answer: {problem}.",
      next: "Check the model's name and that it can read pictures, or use another model.",
    },
    no_http: "it is not an http or https address",
    address_with_more: "it holds a user name, a password or a query",
    answered: "it answered {status}",
    answered_saying: "it answered {status}: {said}",
    long_answer: "it sent more than {limit}",
    no_completion: "its answer is not a chat completion: {answer}",
    no_tags: "its answer holds no tags: {answer}",
  },
}
