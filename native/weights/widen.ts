/**
 * Half-width weights as float32, once. ONNX Runtime's CPU kernels want float32 and map weights from the file, so a
 * float16 or bfloat16 checkpoint gets a float32 copy in the cache, named by the checkpoint's content. What computes in
 * float16 reads `narrow`'s files instead.
 */
import { existsSync } from "node:fs"
import { open, readFile } from "node:fs/promises"
import { join } from "node:path"
import { contentHash } from "../base/content-hash.ts"
import type { Tensor } from "../contract/tensor.ts"
import type { WeightRef } from "../graph/graph.ts"
import { writeAtomically } from "./atomic.ts"
import { openSafetensors, type SafetensorsFile } from "./safetensors.ts"
import { type Entry, writeEntries } from "./write-safetensors.ts"

const chunkBytes = 8 << 20

/**
 * The path of a safetensors file with the tensors of `path` and no half-width one: `path` itself, or a copy in
 * `cacheDir` where float16 and bfloat16 are float32 (exactly: both are subsets of it). Several processes may ask at
 * once; the last one replaces the copy by an equal one.
 */
export async function widen(path: string, cacheDir: string): Promise<string> {
  const source = await openSafetensors(path)
  if (![...source.tensors.values()].some(ref => ref.dtype in widener)) return source.path
  return copyInCache(source, join(cacheDir, "widened"), cacheDir, refs => refs.map(widened))
}

/** The copy of `source` in `folder` that `entriesOf` makes of its tensors, once for each content. */
export async function copyInCache(
  source: SafetensorsFile,
  folder: string,
  cacheDir: string,
  entriesOf: (refs: readonly WeightRef[]) => readonly Entry[] | Promise<readonly Entry[]>,
): Promise<string> {
  const copy = join(folder, `${await contentHash(source.path, cacheDir)}.safetensors`)
  const note = `${copy}.sha256`
  if (await isAsWritten(copy, note, cacheDir)) return copy
  await writeEntries(copy, await entriesOf([...source.tensors.values()]), source.metadata)
  await writeAtomically(note, await contentHash(copy, cacheDir))
  return copy
}

/** Whether `copy` still matches the note of when it was written: it appears whole, but may have been damaged since. */
async function isAsWritten(copy: string, note: string, cacheDir: string): Promise<boolean> {
  const hash = await readFile(note, "utf8").catch(() => "")
  return existsSync(copy) && hash === (await contentHash(copy, cacheDir))
}

/** A tensor with the type that it has after widening; for checks that read no weights. */
export const asWidened = (ref: WeightRef): WeightRef => ({
  ...ref,
  dtype: ref.dtype in widener ? "float32" : ref.dtype,
})

const widened = (ref: WeightRef): Entry => ({
  name: ref.name,
  dtype: asWidened(ref).dtype,
  shape: ref.shape,
  chunks: () => widenedChunks(ref),
})

/** A tensor's bytes, some megabytes at a time; of a half-width one as float32. Each chunk is valid until the next. */
export async function* widenedChunks(ref: WeightRef): AsyncGenerator<Uint8Array> {
  const convert = widener[ref.dtype]
  const file = await open(ref.file, "r")
  try {
    const buffer = new ArrayBuffer(Math.min(chunkBytes, ref.length))
    for (let done = 0; done < ref.length; ) {
      const length = Math.min(chunkBytes, ref.length - done)
      for (let filled = 0; filled < length; ) {
        const view = new Uint8Array(buffer, filled, length - filled)
        const { bytesRead } = await file.read(view, 0, view.length, ref.offset + done + filled)
        if (bytesRead === 0) throw new Error(`${ref.file} was cut off while it was read`)
        filled += bytesRead
      }
      yield convert ? convert(new Uint16Array(buffer, 0, length / 2)) : new Uint8Array(buffer, 0, length)
      done += length
    }
  } finally {
    await file.close()
  }
}

/** A tensor's numbers; of a half-width one as float32. */
export const widenedData = ({ dtype, data }: Tensor): Tensor["data"] => {
  const convert = widener[dtype]
  return convert ? new Float32Array(convert(data as Uint16Array).buffer) : data
}

/** Bits of a float32 with the value of each float16: what IEEE 754 says, subnormals, infinities and NaN included. */
const float16Table = Uint32Array.from({ length: 1 << 16 }, (_, half) => {
  const sign = (half & 0x8000) << 16
  const exponent = (half >> 10) & 0x1f
  const mantissa = half & 0x3ff
  if (exponent === 0x1f) return sign | 0x7f800000 | (mantissa << 13)
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (mantissa << 13)
  if (mantissa === 0) return sign
  // A subnormal's leading 1 becomes the hidden bit of a normal float32.
  const shift = Math.clz32(mantissa) - 21
  return sign | ((113 - shift) << 23) | (((mantissa << shift) & 0x3ff) << 13)
})

const widenBits = (halves: Uint16Array, bitsOf: (half: number) => number): Uint8Array<ArrayBuffer> => {
  const bits = new Uint32Array(halves.length)
  for (let i = 0; i < halves.length; i++) bits[i] = bitsOf(halves[i]!)
  return new Uint8Array(bits.buffer)
}

const widener: Readonly<Record<string, (halves: Uint16Array) => Uint8Array<ArrayBuffer>>> = {
  float16: halves => widenBits(halves, half => float16Table[half]!),
  bfloat16: halves => widenBits(halves, half => half << 16),
}
