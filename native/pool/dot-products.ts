/**
 * Dot products of one vector with many, four numbers at a time: a WebAssembly function of some instructions, as JavaScript has
 * no such instructions of its own and takes three times as long.
 */

/** Numbers that a turn of the inner loop takes. */
const step = 8

/** Of the WebAssembly binary format, by their names in the specification (core 2.0, §5.4). */
const get = (local: number) => [0x20, local]
const set = (local: number) => [0x21, local]
const tee = (local: number) => [0x22, local]
const i32 = (value: number) => [0x41, value]
const i32Add = [0x6a]
const i32Sub = [0x6b]
const i32LessUnsigned = [0x49]
const loop = [0x03, 0x40]
const branchIf = [0x0d, 0]
const end = [0x0b]
const load = (offset: number) => [0xfd, 0x00, 4, offset]
const noFloats = [0xfd, 0x0c, ...new Array(16).fill(0)]
const lane = (index: number) => [0xfd, 0x1f, index]
const add4 = [0xfd, 0xe4, 0x01]
const mul4 = [0xfd, 0xe6, 0x01]
const f32Add = [0x92]
const f32Store = [0x38, 2, 0]

/** Parameters and locals; all but the sums are addresses or counts in bytes. */
const [query, row, rows, rowBytes, out, queryEnd, at, even, odd] = [0, 1, 2, 3, 4, 5, 6, 7, 8]

const body = [
  [get(query), get(rowBytes), i32Add, set(queryEnd)],
  loop,
  [noFloats, set(even), noFloats, set(odd), get(query), set(at)],
  loop,
  [get(even), get(row), load(0), get(at), load(0), mul4, add4, set(even)],
  [get(odd), get(row), load(16), get(at), load(16), mul4, add4, set(odd)],
  [get(row), i32(32), i32Add, set(row)],
  [get(at), i32(32), i32Add, tee(at), get(queryEnd), i32LessUnsigned, branchIf],
  end,
  [get(out), get(even), get(odd), add4, tee(even), lane(0), get(even), lane(1), f32Add],
  [get(even), lane(2), f32Add, get(even), lane(3), f32Add, f32Store],
  [get(out), i32(4), i32Add, set(out)],
  [get(rows), i32(1), i32Sub, tee(rows), branchIf],
  end,
  end,
].flat(2) as number[]

const sized = (bytes: readonly number[]) => [
  // LEB128
  ...(bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7]),
  ...bytes,
]
const name = (text: string) => sized([...Buffer.from(text)])
const section = (id: number, bytes: readonly number[]) => [id, ...sized(bytes)]
const int = 0x7f
const vector = 0x7b

const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]

const program = new WebAssembly.Module(
  Uint8Array.from([
    ...header,
    ...section(1, [1, 0x60, ...sized([int, int, int, int, int]), 0]),
    ...section(2, [1, ...name("env"), ...name("memory"), 0x02, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name("dots"), 0, 0]),
    ...section(10, [1, ...sized([2, 2, int, 2, vector, ...body])]),
  ]),
)

const page = 65_536

/** Vectors in memory, one a row, to be multiplied with others. */
export class DotProducts {
  /** [count, stride]; what lies behind a row's own numbers is 0. */
  readonly rows: Float32Array
  /** From one row to the next. */
  readonly stride: number
  readonly bytes: number
  readonly #count: number
  readonly #query: Float32Array
  readonly #products: Float32Array
  readonly #run: () => void

  constructor(count: number, width: number) {
    this.stride = Math.ceil(width / step) * step
    this.#count = count
    const rowBytes = 4 * this.stride
    const queryAt = count * rowBytes
    const productsAt = queryAt + rowBytes
    const pages = Math.ceil((productsAt + 4 * count) / page)
    this.bytes = pages * page
    const memory = new WebAssembly.Memory({ initial: Math.max(1, pages) })
    this.rows = new Float32Array(memory.buffer, 0, count * this.stride)
    this.#query = new Float32Array(memory.buffer, queryAt, this.stride)
    this.#products = new Float32Array(memory.buffer, productsAt, count)
    const { dots } = new WebAssembly.Instance(program, { env: { memory } }).exports
    this.#run = () => (dots as (...numbers: number[]) => void)(queryAt, 0, count, rowBytes, productsAt)
  }

  /** With each row, in single precision; valid until the next call. */
  with(query: Float32Array): Float32Array {
    if (this.#count === 0) return this.#products
    this.#query.set(query)
    this.#run()
    return this.#products
  }
}
