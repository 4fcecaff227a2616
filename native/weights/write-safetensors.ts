/** Writes safetensors files, laid out as the reference implementation does: widest types first, then by name. */
import type { FileHandle } from "node:fs/promises"
import type { ReplaceOptions } from "../base/replace-file.ts"
import { type DType, elementCount, type Shape, type Tensor } from "../contract/tensor.ts"
import { writeAtomically } from "./atomic.ts"
import { storedTypes } from "./safetensors.ts"

/** A tensor to be written whose bytes may come piece by piece. */
export interface Entry {
  readonly name: string
  readonly dtype: DType
  readonly shape: Shape
  readonly chunks: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/** Writes `tensors` to `path`, whole or not at all. Throws weights.not_written. */
export const writeSafetensors = (
  path: string,
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
  options: ReplaceOptions = {},
): Promise<void> =>
  writeEntries(
    path,
    Object.entries(tensors).map(([name, { dtype, shape, data }]) => ({
      name,
      dtype,
      shape,
      chunks: () => [new Uint8Array(data.buffer, data.byteOffset, data.byteLength)],
    })),
    metadata,
    options,
  )

/** As `writeSafetensors`, for tensors too large to hold at once. */
export function writeEntries(
  path: string,
  entries: readonly Entry[],
  metadata: Readonly<Record<string, string>> = {},
  options: ReplaceOptions = {},
): Promise<void> {
  const sorted = entries.toSorted(
    (a, b) => elementBytes(b.dtype) - elementBytes(a.dtype) || (a.name < b.name ? -1 : 1),
  )
  const write = async (file: FileHandle) => {
    await writeAll(file, header(sorted, metadata))
    for (const entry of sorted) {
      let written = 0
      for await (const chunk of entry.chunks()) {
        await writeAll(file, chunk)
        written += chunk.byteLength
      }
      if (written !== byteLength(entry)) {
        throw new RangeError(
          `${entry.name} [${entry.shape}] needs ${byteLength(entry)} bytes and is given ${written}`,
        )
      }
    }
  }
  return writeAtomically(path, write, options)
}

const stored = new Map(
  Object.entries(storedTypes).map(([name, { dtype, bytes }]) => [dtype, { name, bytes }]),
)

const elementBytes = (dtype: DType): number => stored.get(dtype)!.bytes

const byteLength = ({ dtype, shape }: Entry): number => elementCount(shape) * elementBytes(dtype)

/** Length and JSON, padded with spaces so that the first tensor starts at a multiple of 8. */
function header(entries: readonly Entry[], metadata: Readonly<Record<string, string>>): Buffer {
  let offset = 0
  const place = (entry: Entry) => {
    const start = offset
    offset += byteLength(entry)
    return { dtype: stored.get(entry.dtype)!.name, shape: entry.shape, data_offsets: [start, offset] }
  }
  const json = JSON.stringify({
    ...(Object.keys(metadata).length > 0 && { __metadata__: metadata }),
    ...Object.fromEntries(entries.map(entry => [entry.name, place(entry)])),
  })
  const text = Buffer.from(json)
  const padded = Math.ceil(text.length / 8) * 8
  const bytes = Buffer.alloc(8 + padded, " ")
  bytes.writeBigUInt64LE(BigInt(padded))
  text.copy(bytes, 8)
  return bytes
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0
  while (written < bytes.byteLength) {
    const length = Math.min(bytes.byteLength - written, 1 << 30)
    written += (await file.write(bytes, written, length)).bytesWritten
  }
}
