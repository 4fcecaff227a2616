/** The exact (erf) GELU (Hendrycks & Gimpel 2016). */
import { node, type Operator, type Value } from "../graph.ts"

const Gelu: Operator = { type: "Gelu" }

/** x · Φ(x), elementwise, Φ being the standard normal distribution; any shape. */
export const gelu = (x: Value): Value => node(Gelu, [x], x)
