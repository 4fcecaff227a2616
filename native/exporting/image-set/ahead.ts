/**
 * The pictures of a set that other machines draw: far ahead of the files, images are planned and asked for, so that all of
 * those machines have work while this one writes.
 */
import type { Render } from "../../catalog/render-store.ts"
import { isStudioError, StudioError } from "../../contract/errors.ts"
import { imageOf, type PictureSource } from "./choose.ts"
import { keyOfImage } from "./journal.ts"
import {
  type DrawnElsewhere,
  type Elsewhere,
  type Found,
  nullIfLost,
  type Picture,
  type Pictures,
} from "./pictures.ts"
import type { PlannedImage } from "./plan.ts"

/** What an image waits for: a render that is there, or the recipe that was asked for; or why it can't be made. */
type Outlook = Found | { error: unknown }

interface Ahead {
  key: string
  outlook: Outlook
  /** Once it is fetched ahead. */
  drawn?: Promise<DrawnElsewhere>
}

/** Pictures that are fetched while one is written: each waits for the store. */
const fetchedAtOnce = 8

/** The most images whose outlook is kept: those that are there already are planned no further ahead than others. */
const farthest = 4000

/** Each plan waits for searches and for other threads, not only for the processor. */
const plannedAtOnce = 4

const keyOf = (planned: PlannedImage): string => `${keyOfImage(imageOf(planned))} ${planned.seed}`

export class PicturesAhead implements PictureSource {
  readonly #pictures: Pictures
  readonly #elsewhere: Elsewhere
  readonly #wanted: Iterable<PlannedImage> | AsyncIterable<PlannedImage>
  readonly #isThere: (planned: PlannedImage) => boolean
  readonly #signal: AbortSignal | undefined
  readonly #whole: boolean
  /** In the order in which they are wanted. */
  readonly #outlooks: Ahead[] = []
  #asking: Promise<void> | null = null
  #isAllAsked = false
  readonly #waiting: (() => void)[] = []

  /**
   * @param wanted all that will be taken, in that order; some may be passed over
   * @param whole whether pixels are needed, and so the pictures' files
   * @param isThere whether an earlier run made it: it isn't among `wanted`, and is asked for only if it is taken after all
   */
  constructor(
    pictures: Pictures,
    elsewhere: Elsewhere,
    wanted: Iterable<PlannedImage> | AsyncIterable<PlannedImage>,
    isThere: (planned: PlannedImage) => boolean,
    { signal, whole }: { signal: AbortSignal | undefined; whole: boolean },
  ) {
    this.#pictures = pictures
    this.#elsewhere = elsewhere
    this.#wanted = wanted
    this.#isThere = isThere
    this.#signal = signal
    this.#whole = whole
  }

  /** The pictures of what is wanted, each once and in order. Throws as `Pictures.of`. */
  async of(planned: PlannedImage): Promise<Picture> {
    if (planned.render) return this.#pictures.stored(planned.render)
    this.#asking ??= this.#ask()
    const key = keyOf(planned)
    const { outlook, drawn }: Ahead = this.#isThere(planned)
      ? { key, outlook: await this.#asked(await this.#find(planned)) }
      : await this.#next(key)
    if ("error" in outlook) throw outlook.error
    const { render, recipe, studio } = outlook
    const stored = render && (await this.#stored(render))
    if (stored) return stored
    // A render whose file was lost is asked for now.
    if (render) await this.#elsewhere.ask(recipe, studio)
    return this.#pictures.keep(await (drawn ?? this.#elsewhere.take(recipe, this.#whole)), recipe, planned)
  }

  /** Null for one whose file was lost. */
  async #stored(render: Render): Promise<Picture | null> {
    return this.#whole ? this.#pictures.stored(render).catch(nullIfLost) : this.#pictures.unread(render)
  }

  async #next(key: string): Promise<Ahead> {
    for (;;) {
      const next = this.#outlooks.shift()
      if (next) this.#wake()
      if (next?.key === key) {
        this.#fetch()
        return next
      }
      if (next) this.#passOver(next)
      else if (this.#signal?.aborted) throw new StudioError("job.cancelled", { what: "image_set" })
      else if (this.#isAllAsked) throw new Error("taken in another order than was said")
      else await this.#change()
    }
  }

  /** Other candidates of an image that isn't made after all. */
  #passOver({ outlook, drawn }: Ahead): void {
    if (!drawn && !("error" in outlook) && !outlook.render) this.#elsewhere.leave(outlook.recipe)
  }

  /** Begins to fetch those that are taken next. */
  #fetch(): void {
    for (const ahead of this.#outlooks.slice(0, fetchedAtOnce)) {
      const { outlook } = ahead
      if (ahead.drawn || "error" in outlook || outlook.render) continue
      ahead.drawn = this.#elsewhere.take(outlook.recipe, this.#whole)
      // Whoever takes it hears of it.
      ahead.drawn.catch(() => undefined)
    }
  }

  /** Until an outlook is added or taken. */
  #change(): Promise<void> {
    return new Promise(resolve => this.#waiting.push(resolve))
  }

  #wake(): void {
    for (const go of this.#waiting.splice(0)) go()
  }

  async #ask(): Promise<void> {
    const begun: { planned: PlannedImage; found: Promise<Outlook> }[] = []
    for await (const planned of this.#wanted) {
      if (planned.render) continue
      begun.push({ planned, found: this.#find(planned) })
      // Asked for in order: else there might be no room for the one that is taken next.
      if (begun.length >= plannedAtOnce && !(await this.#askFor(begun.shift()!))) return
    }
    for (const next of begun) if (!(await this.#askFor(next))) return
    this.#isAllAsked = true
    this.#wake()
  }

  /** Whether the others are to be asked for, too. */
  async #askFor({ planned, found }: { planned: PlannedImage; found: Promise<Outlook> }): Promise<boolean> {
    while (this.#outlooks.length >= farthest && !this.#signal?.aborted) await this.#change()
    const outlook = await this.#asked(await found).catch((error: unknown) => ({ error }))
    this.#outlooks.push({ key: keyOf(planned), outlook })
    this.#wake()
    return !this.#signal?.aborted && !("error" in outlook && isStudioError(outlook.error, "job.cancelled"))
  }

  #find(planned: PlannedImage): Promise<Outlook> {
    return this.#pictures.find(planned).catch((error: unknown) => ({ error }))
  }

  /** What was found, once it is asked for where it has to be. */
  async #asked(outlook: Outlook): Promise<Outlook> {
    if (!("error" in outlook) && !outlook.render) await this.#elsewhere.ask(outlook.recipe, outlook.studio)
    return outlook
  }
}
