import type { page as codes } from "../../contract/codes/page.ts"
import type { WordsOf } from "../words-of.ts"

export const page: WordsOf<typeof codes> = {
  page: {
    engine_away: {
      message: "The engine doesn’t answer.",
      next: "Wait a moment and try again; it is being restarted.",
    },
    shut_out: {
      message: "This page belongs to another run of the program.",
      next: "Open the link that the program printed when it was started.",
    },
    broken: {
      message: "The rest of the studio still works.",
      next: "Try again, or copy the diagnostics for a report.",
    },
  },
}
