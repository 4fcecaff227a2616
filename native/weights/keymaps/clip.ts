/** CLIP towers, stored with or without the tower's prefix, alone or both in one file. */
import type { KeyMap } from "../checkpoint.ts"
import { tableKeyMap } from "./rules.ts"

/** Buffers, and what only comparing in CLIP's own training needs. */
const ignored = [/(^|\.)position_ids$/, /^logit_scale$/]

const unprefixed = /^(?=(embeddings|encoder|final_layer_norm|pre_layrnorm|post_layernorm)\.)/

/** For CLIPTextModel and CLIPTextModelWithProjection; of a whole CLIPModel, the text tower. */
export const clipTextKeyMap: KeyMap = tableKeyMap(
  [[unprefixed, "text_model."]],
  [...ignored, /^vision_model\./, /^visual_projection\./],
)

/** For CLIPVisionModelWithProjection; of a whole CLIPModel, the vision tower. */
export const clipVisionKeyMap: KeyMap = tableKeyMap(
  [[unprefixed, "vision_model."]],
  [...ignored, /^text_model\./, /^text_projection\./],
)
