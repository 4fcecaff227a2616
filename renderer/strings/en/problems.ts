/** Problems that the page itself meets, by code. The engine says its own in English: native/contract/errors.ts. */
export const problems = {
  /** Between the entries of a list that a problem names. */
  separator: ", ",
  page: {
    engine_away: {
      message: "The engine doesn’t answer.",
      next: "Wait a moment and try again; it is being restarted.",
    },
    shut_out: {
      message: "This page belongs to another run of the program.",
      next: "Open the link that the program printed when it was started.",
    },
  },
} as const
