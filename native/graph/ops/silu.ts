/** SiLU, also called swish. */
import type { Value } from "../graph.ts"
import { mul } from "./mul.ts"
import { sigmoid } from "./sigmoid.ts"

/** x · sigmoid(x), elementwise; any shape. ONNX Runtime fuses the pair where its device has a kernel for it. */
export const silu = (x: Value): Value => mul(x, sigmoid(x))
