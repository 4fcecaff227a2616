/**
 * Reads safetensors files: a length, a JSON header naming every tensor's type, shape and place, then the bytes.
 * Nothing in the header is trusted: a file that breaks the format's rules is refused with the rule it breaks.
 * Tensors stay in the file until one is read; ONNX Runtime maps them from there.
 */
import { constants } from "node:buffer"
import { type FileHandle, open, realpath } from "node:fs/promises"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import { type DType, elementCount, type Shape, type Tensor, type TensorData } from "../contract/tensor.ts"
import type { WeightRef } from "../graph/graph.ts"

export interface SafetensorsFile {
  /** Absolute, with links resolved: ONNX Runtime refuses links that lead out of a folder. */
  readonly path: string
  readonly size: number
  readonly tensors: ReadonlyMap<string, WeightRef>
  readonly metadata: Readonly<Record<string, string>>
}

/** Names of the types in a safetensors header, and the bytes an element takes. */
export const storedTypes: Readonly<Record<string, { dtype: DType; bytes: number }>> = {
  F64: { dtype: "float64", bytes: 8 },
  I64: { dtype: "int64", bytes: 8 },
  F32: { dtype: "float32", bytes: 4 },
  I32: { dtype: "int32", bytes: 4 },
  F16: { dtype: "float16", bytes: 2 },
  BF16: { dtype: "bfloat16", bytes: 2 },
  U8: { dtype: "uint8", bytes: 1 },
  BOOL: { dtype: "bool", bytes: 1 },
}

/** The reference implementation's own limit. */
const maxHeaderBytes = 100_000_000
const lengthBytes = 8

type Refuse = (problem: Note, cause?: unknown) => never

/** Opens `path` and checks its header against its size. Throws weights.unreadable. */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  const refuse: Refuse = (problem, cause) => {
    throw new StudioError("weights.unreadable", { file: path, problem }, { cause })
  }
  const real = await realpath(path).catch(cause => refuse(note("file.missing", {}), cause))
  const file = await open(real, "r").catch(cause => refuse(note("file.not_opened", {}), cause))
  try {
    const stat = await file.stat()
    if (!stat.isFile()) refuse(note("file.no_file", {}))
    const header = await readHeader(file, stat.size, refuse)
    const { tensors, metadata } = parseHeader(header, real, stat.size, refuse)
    return { path: real, size: stat.size, tensors, metadata }
  } finally {
    await file.close()
  }
}

async function readHeader(file: FileHandle, size: number, refuse: Refuse): Promise<Buffer> {
  if (size < lengthBytes) refuse(note("weights.too_short", { size }))
  const length = Number((await readBytes(file, 0, lengthBytes, refuse)).readBigUInt64LE())
  if (length > maxHeaderBytes) refuse(note("weights.long_header", { size: length, most: maxHeaderBytes }))
  if (lengthBytes + length > size) {
    refuse(note("weights.cut_off", { needed: lengthBytes + length, size }))
  }
  return readBytes(file, lengthBytes, length, refuse)
}

function parseHeader(header: Buffer, file: string, size: number, refuse: Refuse) {
  const text = header.toString("utf8")
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    return refuse(note("weights.header_no_json", {}), cause)
  }
  if (!isRecord(json)) return refuse(note("weights.header_no_object", {}))
  const repeated = firstRepeated(topLevelKeys(text))
  if (repeated !== undefined) refuse(note("weights.repeated_name", { name: repeated }))
  const { __metadata__: metadata = {}, ...entries } = json
  if (!isRecord(metadata) || !Object.values(metadata).every(value => typeof value === "string")) {
    return refuse(note("weights.bad_metadata", {}))
  }
  const start = lengthBytes + header.length
  const tensors = new Map(
    Object.entries(entries).map(([name, entry]) => [name, parseEntry(name, entry, file, start, refuse)]),
  )
  checkLayout([...tensors.values()], start, size, refuse)
  return { tensors, metadata: metadata as Record<string, string> }
}

function parseEntry(name: string, entry: unknown, file: string, start: number, refuse: Refuse): WeightRef {
  if (!isRecord(entry)) return refuse(note("weights.entry_no_object", { name }))
  const { dtype, shape, data_offsets: range } = entry
  const stored =
    typeof dtype === "string" && Object.hasOwn(storedTypes, dtype) ? storedTypes[dtype] : undefined
  if (!stored) return refuse(note("weights.unknown_type", { name, dtype: JSON.stringify(dtype) ?? "none" }))
  if (!isCounts(shape)) return refuse(note("weights.bad_shape", { name }))
  if (!isCounts(range) || range.length !== 2 || range[0]! > range[1]!) {
    return refuse(note("weights.bad_offsets", { name }))
  }
  const length = range[1]! - range[0]!
  const needed = elementCount(shape) * stored.bytes
  if (length !== needed)
    refuse(note("weights.wrong_length", { name, dtype: String(dtype), shape, needed, found: length }))
  return { name, dtype: stored.dtype, shape, file, offset: start + range[0]!, length }
}

/** The tensors' bytes follow each other from the header to the end of the file, without overlaps or holes. */
function checkLayout(refs: readonly WeightRef[], start: number, size: number, refuse: Refuse): void {
  let end = start
  for (const ref of refs.toSorted((a, b) => a.offset - b.offset || a.length - b.length)) {
    if (ref.offset < end) refuse(note("weights.overlap", { name: ref.name }))
    if (ref.offset > end) refuse(note("weights.gap", { name: ref.name, size: ref.offset - end }))
    end = ref.offset + ref.length
  }
  if (end > size) refuse(note("weights.cut_off", { needed: end, size }))
  if (end < size) refuse(note("weights.trailing", { size: size - end }))
}

/** Reads one tensor into memory. Throws weights.unreadable when the file has no such tensor. */
export async function readTensor(file: SafetensorsFile, name: string): Promise<Tensor> {
  const ref = file.tensors.get(name)
  if (!ref) {
    throw new StudioError("weights.unreadable", {
      file: file.path,
      problem: note("weights.no_tensor", { name }),
    })
  }
  return readRef(ref)
}

/** Reads all tensors into memory, by name. */
export async function readTensors(file: SafetensorsFile): Promise<Record<string, Tensor>> {
  const tensors: Record<string, Tensor> = {}
  for (const ref of file.tensors.values()) tensors[ref.name] = await readRef(ref)
  return tensors
}

/** Reads the bytes a reference points to. */
export async function readRef({ dtype, shape, file: path, offset, length }: WeightRef): Promise<Tensor> {
  const refuse: Refuse = (problem, cause) => {
    throw new StudioError("weights.unreadable", { file: path, problem }, { cause })
  }
  const file = await open(path, "r").catch(cause => refuse(note("file.not_opened", {}), cause))
  try {
    return { dtype, shape, data: typedArray(dtype, await readBytes(file, offset, length, refuse)) }
  } finally {
    await file.close()
  }
}

async function readBytes(file: FileHandle, offset: number, length: number, refuse: Refuse): Promise<Buffer> {
  if (length > constants.MAX_LENGTH) refuse(note("weights.large_tensor", { size: length }))
  const bytes = Buffer.from(new ArrayBuffer(length))
  let filled = 0
  while (filled < length) {
    // The kernel hands out at most 2 GiB at a time.
    const want = Math.min(length - filled, 1 << 30)
    const { bytesRead } = await file.read(bytes, filled, want, offset + filled)
    if (bytesRead === 0) refuse(note("weights.cut_off", { needed: offset + length, size: offset + filled }))
    filled += bytesRead
  }
  return bytes
}

const arrayTypes = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  int64: BigInt64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const satisfies Record<DType, unknown>

/** `bytes`, which start a buffer of their own, seen as elements. */
const typedArray = (dtype: DType, { buffer }: Buffer): TensorData =>
  new arrayTypes[dtype](buffer as ArrayBuffer)

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isCounts = (value: unknown): value is Shape =>
  Array.isArray(value) && value.every(count => Number.isSafeInteger(count) && count >= 0)

/**
 * The keys of a JSON object as they are written: JSON.parse keeps only the last of several equal ones. Strings are
 * looked for by their ends, not by a pattern, whose stack a text of megabytes overflows.
 */
function* topLevelKeys(json: string): Generator<string> {
  let depth = 0
  for (let at = 0; at < json.length; at++) {
    const character = json[at]
    if (character === "{" || character === "[") depth++
    else if (character === "}" || character === "]") depth--
    else if (character === '"') {
      const start = at
      at = endOfString(json, start)
      if (depth === 1 && json[afterSpace(json, at + 1)] === ":") yield JSON.parse(json.slice(start, at + 1))
    }
  }
}

/** Where the string that starts at `start` of valid JSON has its closing quote. */
function endOfString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1)
  while (backslashesBefore(json, end) % 2 === 1) end = json.indexOf('"', end + 1)
  return end
}

function afterSpace(json: string, start: number): number {
  let at = start
  while (" \t\n\r".includes(json[at]!)) at++
  return at
}

function backslashesBefore(json: string, end: number): number {
  let count = 0
  while (json[end - 1 - count] === "\\") count++
  return count
}

function firstRepeated(keys: Iterable<string>): string | undefined {
  const seen = new Set<string>()
  for (const key of keys) {
    if (seen.has(key)) return key
    seen.add(key)
  }
  return undefined
}
