/** Fréchet distance of two sets of pictures by their features (Heusel et al. 2017, with features of our own judge). */
import { Matrix, SVD } from "ml-matrix"

/**
 * Between the normal distributions that fit two sets of features, each [pictures][dimensions]:
 * |m₁ − m₂|² + tr(C₁ + C₂ − 2·(C₁C₂)^½), with covariances over n − 1.
 *
 * With centred rows X₁, X₂ over √(n − 1), Cᵢ = XᵢᵀXᵢ, and the trace of the root is the sum of the singular values of
 * X₁X₂ᵀ: no root of a matrix is taken, so few pictures of many dimensions are no trouble.
 *
 * @throws RangeError for sets of fewer than two pictures.
 */
export function frechetDistance(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  const [first, second] = [centred(a), centred(b)]
  const apart = Matrix.sub(first.mean, second.mean).norm("frobenius") ** 2
  const spread = first.rows.norm("frobenius") ** 2 + second.rows.norm("frobenius") ** 2
  const shared = new SVD(first.rows.mmul(second.rows.transpose()), {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  }).diagonal.reduce((sum, value) => sum + value, 0)
  return apart + spread - 2 * shared
}

/** Mean [1, d], and the rows [n, d] less the mean, over √(n − 1). */
function centred(features: readonly Float32Array[]): { mean: Matrix; rows: Matrix } {
  if (features.length < 2) {
    throw new RangeError(`a Fréchet distance needs two pictures a side or more, not ${features.length}`)
  }
  const rows = new Matrix(features.map(row => [...row]))
  const mean = rows.mean("column")
  return {
    mean: Matrix.rowVector(mean),
    rows: rows.subRowVector(mean).div(Math.sqrt(features.length - 1)),
  }
}
