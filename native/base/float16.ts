/** float32 numbers as float16, IEEE 754's half precision. */

/** The largest number that float16 holds. */
export const largestFloat16 = 65_504

const scratch = new Float32Array(1)
const scratchBits = new Uint32Array(scratch.buffer)

/** The nearest float16 of each number, ties to even, as raw words. Larger ones than `largestFloat16` round to infinity. */
export function toFloat16(numbers: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length)
  const halves = new Uint16Array(numbers.length)
  for (let i = 0; i < halves.length; i++) halves[i] = halfOf(bits[i]!)
  return halves
}

function halfOf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000
  const magnitude = bits & 0x7fffffff
  if (magnitude > 0x7f800000) return sign | 0x7e00 // NaN
  if (magnitude >= 0x477ff000) return sign | 0x7c00 // from 65,520 on: infinity
  if (magnitude < 0x38800000) {
    // A float16 below 2⁻¹⁴ counts in steps of 2⁻²⁴, and so does a float32 from ½ on: adding ½ rounds to such a step.
    scratchBits[0] = magnitude
    scratch[0] = scratch[0]! + 0.5
    return sign | (scratchBits[0]! - 0x3f000000)
  }
  return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13)
}
