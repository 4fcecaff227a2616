/** What is written on comparison and contact sheets. */
export const sheet = {
  unnamedSet: "Image set",
  original: "Original",
  seed: "Seed {seed}",
  personalised: "Personalised for {persona}",
  /** φ of the scenarios that ship, by their ids; as in resources/scenarios. */
  kinds: {
    "movie-poster": "movie poster",
    "news-poster": "news poster",
    outfit: "outfit",
    product: "product",
  },
  liked: "What {persona} liked in the last {count, plural, one {# item} other {# items}}",
  pinned: "pinned",
  noTags: "No persona tags were used.",
  more: "and {count, number} more",
  text: "text",
  interest: "interest",
  tags: "tags",
  pack: "Pack {pack}",
  solver: "{scheduler}, {steps, plural, one {# step} other {# steps}}, guidance {guidance}",
  credit: "AI-generated images",
  program: "I-AM-G Studio",
  images: "{count, plural, one {# image} other {# images}}",
  held: "{count, number} held for a look",
  firstImages: "The first {shown, number} of {count, plural, one {# image} other {# images}}",
} as const
