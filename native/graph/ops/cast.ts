/** The same numbers in another type. */
import type { DType } from "../../contract/tensor.ts"
import { node, type Operator, type Value } from "../graph.ts"
import { elementType } from "../onnx.ts"

const Cast: Operator = {
  type: "Cast",
  gradient: ({ inputs: [x] }, upstream) => [() => cast(upstream, x!.dtype)],
}

/** x as `dtype`, any shape; floats become integers towards zero. */
export const cast = (x: Value, dtype: DType): Value =>
  x.dtype === dtype ? x : node(Cast, [x], { dtype, shape: x.shape }, { to: elementType[dtype] })
