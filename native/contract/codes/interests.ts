import type { Rooms } from "../details.ts"

export const interests = {
  scenario: {
    errors: {
      invalid: { file: "text", where: "text", problem: "note" },
      unknown: { scenario: "text", known: "texts?" },
    },
    notes: {
      twin: { other: "text", scenario: "text" },
    },
  },
  endpoint: {
    errors: {
      not_chosen: {},
      other_host: { host: "text", used: "text" },
      bad_url: { problem: "note" },
      insecure: { host: "text" },
      consent_needed: { host: "text" },
      bad_key: { source: "text" },
      no_keychain: { reason: "note", variable: "text" },
      unreachable: { host: "text", reason: "note" },
      timeout: { host: "text", seconds: "number" },
      unauthorised: { host: "text", status: "number", keySent: "flag" },
      redirected: { host: "text", to: "text" },
      bad_answer: { host: "text", problem: "note" },
    },
    notes: {
      no_http: {},
      address_with_more: {},
      answered: { status: "number" },
      answered_saying: { status: "number", said: "text" },
      long_answer: { limit: "text" },
      no_completion: { answer: "text" },
      no_tags: { answer: "text" },
    },
  },
} as const satisfies Rooms
