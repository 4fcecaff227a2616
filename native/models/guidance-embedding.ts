/** The guidance that a latent consistency model reads (Luo et al. 2023, §4.2), as diffusers embeds it. */
import { type FloatTensor, floatTensor } from "../contract/tensor.ts"

/**
 * Sinusoidal features of 1000 · w for w = g − 1, the same in each row: [B,k], the sines first. An odd k ends with a 0.
 *
 * @example guidanceEmbedding(7.5, 256, 1)
 */
export function guidanceEmbedding(guidance: number, width: number, batch: number): FloatTensor {
  const half = Math.floor(width / 2)
  const row = new Float32Array(width)
  for (let i = 0; i < half; i++) {
    const angle = (guidance - 1) * 1000 * Math.exp((-Math.log(10_000) * i) / (half - 1))
    row[i] = Math.sin(angle)
    row[half + i] = Math.cos(angle)
  }
  const data = new Float32Array(batch * width)
  for (let at = 0; at < batch; at++) data.set(row, at * width)
  return floatTensor([batch, width], data)
}
