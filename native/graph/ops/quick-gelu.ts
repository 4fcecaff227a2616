/** OpenAI CLIP's approximation of GELU. */
import type { Value } from "../graph.ts"
import { mul } from "./mul.ts"
import { scale } from "./scale.ts"
import { sigmoid } from "./sigmoid.ts"

/** x · sigmoid(1.702 x), elementwise; any shape. */
export const quickGelu = (x: Value): Value => mul(x, sigmoid(scale(x, 1.702)))
