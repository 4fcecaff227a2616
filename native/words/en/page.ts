import type { page as codes } from "../../contract/codes/page.ts"
import type { WordsOf } from "../words-of.ts"

export const page: WordsOf<typeof codes> = {
  page: {
    engine_away: {
      message: "The engine doesn’t answer.",
      next: "Wait a moment and try again; it is being restarted.",
    },
    shut_out: {
      message: "This page doesn’t have the key of the program that runs.",
      next: "Open the link that the program printed when it was started. A new tab needs it too.",
    },
    broken: {
      message: "The rest of the studio still works.",
      next: "Try again, or copy the diagnostics for a report.",
    },
  },
}
