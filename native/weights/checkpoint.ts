/**
 * A checkpoint: one or more safetensors files seen as one set of names. A network asks for its tensors by name and
 * expected shape; tensors that it never asks for are listed. So a wrong file is noticed in either direction.
 */
import { StudioError } from "../contract/errors.ts"
import { elementCount, type Shape } from "../contract/tensor.ts"
import type { WeightRef } from "../graph/graph.ts"
import type { Branches, LowRank } from "./low-rank.ts"
import { openSafetensors } from "./safetensors.ts"

/**
 * Says what a stored tensor is called here: itself, renamed, reshaped, cut into several, or ignored (no reference).
 * See `renamed`, `reshaped` and `rows`.
 */
export type KeyMap = (stored: WeightRef) => readonly WeightRef[]

export class Checkpoint {
  readonly files: readonly string[]
  readonly #refs: ReadonlyMap<string, WeightRef>
  readonly #taken = new Set<string>()

  private constructor(files: readonly string[], refs: ReadonlyMap<string, WeightRef>) {
    this.files = files
    this.#refs = refs
  }

  /** Opens `files` and names their tensors by `keyMap`. Throws weights.unreadable, weights.repeated_tensor. */
  static async open(files: readonly string[], keyMap: KeyMap = ref => [ref]): Promise<Checkpoint> {
    const opened = await Promise.all(files.map(openSafetensors))
    const refs = new Map<string, WeightRef>()
    for (const ref of opened.flatMap(file => [...file.tensors.values()].flatMap(keyMap))) {
      if (refs.has(ref.name)) throw new StudioError("weights.repeated_tensor", { name: ref.name, files })
      refs.set(ref.name, ref)
    }
    return new Checkpoint(files, refs)
  }

  /** Every name, in the files' order. */
  get names(): string[] {
    return [...this.#refs.keys()]
  }

  /** The tensors whose names start with `prefix.`; all of them for the empty prefix. `branches` are what LoRAs add. */
  scope(prefix: string, branches?: Branches): Weights {
    return new Weights(this, prefix, branches)
  }

  /** The tensor called `name`, if there is one; it doesn't count as taken. */
  find(name: string): WeightRef | undefined {
    return this.#refs.get(name)
  }

  /** The tensor called `name`. Throws pack.missing_tensor, or pack.wrong_shape when it hasn't `shape`. */
  take(name: string, shape: Shape): WeightRef {
    const ref = this.#refs.get(name)
    if (!ref) throw new StudioError("pack.missing_tensor", { name, expected: shape, files: this.files })
    if (ref.shape.join() !== shape.join()) {
      throw new StudioError("pack.wrong_shape", {
        name,
        expected: shape,
        found: ref.shape,
        files: this.files,
      })
    }
    this.#taken.add(name)
    return ref
  }

  /** Names that were never taken and that no pattern of `ignore` matches. */
  unused(ignore: readonly RegExp[] = []): string[] {
    return this.names.filter(name => !this.#taken.has(name) && !ignore.some(pattern => pattern.test(name)))
  }
}

/** The part of a checkpoint below one prefix: what one layer sees. */
export class Weights {
  readonly checkpoint: Checkpoint
  readonly prefix: string
  readonly #branches: Branches | undefined

  constructor(checkpoint: Checkpoint, prefix: string, branches?: Branches) {
    this.checkpoint = checkpoint
    this.prefix = prefix
    this.#branches = branches
  }

  /** What LoRAs add to the layer that this scope is. */
  get branches(): readonly LowRank[] {
    return this.#branches?.get(this.prefix) ?? []
  }

  /** As `Checkpoint.take`, below the prefix. */
  take(name: string, shape: Shape): WeightRef {
    return this.checkpoint.take(this.#full(name), shape)
  }

  has(name: string): boolean {
    return this.checkpoint.find(this.#full(name)) !== undefined
  }

  /** The shape of a tensor, for sizes that only the weights hold. Throws pack.missing_tensor. */
  shapeOf(name: string): Shape {
    const ref = this.checkpoint.find(this.#full(name))
    if (ref) return ref.shape
    throw new StudioError("pack.missing_tensor", {
      name: this.#full(name),
      expected: null,
      files: this.checkpoint.files,
    })
  }

  /** The weights below `name.` */
  at(name: string | number): Weights {
    return new Weights(this.checkpoint, this.#full(String(name)), this.#branches)
  }

  #full(name: string): string {
    return this.prefix === "" ? name : `${this.prefix}.${name}`
  }
}

export const renamed = (ref: WeightRef, name: string): WeightRef => ({ ...ref, name })

/** The same bytes under another shape: a 1×1 convolution [out, in, 1, 1] as a linear layer [out, in]. */
export function reshaped(ref: WeightRef, shape: Shape): WeightRef {
  if (elementCount(shape) !== elementCount(ref.shape)) {
    throw new RangeError(`${ref.name} [${ref.shape}] can't be seen as [${shape}]`)
  }
  return { ...ref, shape }
}

/** Rows `start` up to, not including, `end` of the first dimension, where they lie. */
export function rows(ref: WeightRef, start: number, end: number): WeightRef {
  const [count, ...rest] = ref.shape
  if (count === undefined || start < 0 || end <= start || end > count) {
    throw new RangeError(`${ref.name} [${ref.shape}] has no rows ${start} to ${end}`)
  }
  const rowBytes = ref.length / count
  return {
    ...ref,
    shape: [end - start, ...rest],
    offset: ref.offset + start * rowBytes,
    length: (end - start) * rowBytes,
  }
}
