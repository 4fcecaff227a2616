/**
 * Weights as float16, for graphs that compute in it. A float16 checkpoint is read as it is; of another one, a copy goes into
 * the cache once, named by the checkpoint's content.
 */
import { join } from "node:path"
import { largestFloat16, toFloat16 } from "../base/float16.ts"
import type { WeightRef } from "../graph/graph.ts"
import { openSafetensors } from "./safetensors.ts"
import { asWidened, copyInCache, widenedChunks } from "./widen.ts"
import type { Entry } from "./write-safetensors.ts"

/**
 * The path of a safetensors file with the tensors of `path`, as many of them in float16 as can be: `path` itself, or a copy in
 * `cacheDir`. A tensor with a number beyond 65,504, or one that isn't finite, is float32 there, whole and unrounded.
 */
export async function narrow(path: string, cacheDir: string): Promise<string> {
  const source = await openSafetensors(path)
  if (![...source.tensors.values()].some(isWide)) return source.path
  return copyInCache(source, join(cacheDir, "narrowed"), cacheDir, async refs => {
    const entries: Entry[] = []
    for (const ref of refs) entries.push(await narrowed(ref))
    return entries
  })
}

const isWide = ({ dtype }: WeightRef): boolean => dtype === "float32" || dtype === "bfloat16"

async function narrowed(ref: WeightRef): Promise<Entry> {
  const { name, shape } = ref
  const fits = isWide(ref) && (await fitsFloat16(ref))
  // What is float16 already is copied: widening and narrowing again gives the same bits.
  if (!fits && ref.dtype !== "float16")
    return { name, dtype: asWidened(ref).dtype, shape, chunks: () => widenedChunks(ref) }
  return { name, dtype: "float16", shape, chunks: () => narrowedChunks(ref) }
}

async function* numbersOf(ref: WeightRef): AsyncGenerator<Float32Array> {
  for await (const { buffer, byteOffset, byteLength } of widenedChunks(ref))
    yield new Float32Array(buffer, byteOffset, byteLength / 4)
}

async function* narrowedChunks(ref: WeightRef): AsyncGenerator<Uint8Array> {
  for await (const numbers of numbersOf(ref)) yield new Uint8Array(toFloat16(numbers).buffer)
}

async function fitsFloat16(ref: WeightRef): Promise<boolean> {
  for await (const numbers of numbersOf(ref))
    if (!numbers.every(x => Math.abs(x) <= largestFloat16)) return false // NaN doesn't fit either
  return true
}
