import type { pool as codes } from "../../contract/codes/pool.ts"
import type { WordsOf } from "../words-of.ts"

const checkSource =
  "Check the picture and the text that the vector was made from. If other vectors fail too, check the pack's weights."

export const pool: WordsOf<typeof codes> = {
  pool: {
    wrong_width: {
      message:
        "The vector of {whose} has {found, number} numbers; this pool holds vectors of {expected, number}.",
      next: "The vector was made with another model pack. Prepare the catalog again with the pack in use.",
    },
    not_finite: {
      message: "The vector of {whose} holds numbers that are not finite (NaN or infinity).",
      next: checkSource,
    },
    zero_vector: {
      message: "The vector of {whose} is all zeros, so nothing can be near it.",
      next: checkSource,
    },
    no_clip: {
      message: "This model pack has no CLIP pair, so it can't compare pictures with words.",
      next: "Use a pack with clip_text and image_encoder of one CLIP model.",
    },
    unknown_item: {
      message: "The item “{id}” has no embeddings in the pool yet.",
      next: "Prepare the catalog, then try again.",
    },
    write_failed: {
      message: "The pool in {dir} couldn't be written: {reason}.",
      next: "Check that the disk has space and that you may write to the folder. Then try again; what was saved is kept.",
    },
    unreadable: {
      message: "The pool in {dir} can't be read: {reason}.",
      next: "Move only the folders pool-….lance out of that folder, because the catalog's items are there too. Then prepare the catalog again.",
    },
    of_item: "the {column, select, text {text} image {picture} other {CLIP picture}} of item {id}",
    of_query: "the {column, select, text {text} image {picture} other {CLIP text}} that was asked for",
    of_tag: "the tag “{tag}”",
    of_picture: "the picture to tag",
    of_text: "the text “{text}”",
    other_columns: "its table holds {found}; the pack makes {expected}",
  },
}
