/**
 * The pictures of a set that other machines draw: far ahead of the files, images are planned and asked for, so that all of
 * those machines have work while this one writes.
 */
import { isStudioError, StudioError } from "../../contract/errors.ts"
import type { Elsewhere, Found, Picture, Pictures } from "./pictures.ts"
import type { PlannedImage } from "./plan.ts"

/** What an image waits for: a render that is there, or the recipe that was asked for; or why it can't be made. */
type Outlook = Found | { error: unknown }

/** The most images whose outlook is kept: those that are there already are planned no further ahead than others. */
const farthest = 4000

export class PicturesAhead {
  readonly #pictures: Pictures
  readonly #elsewhere: Elsewhere
  readonly #images: readonly PlannedImage[]
  readonly #signal: AbortSignal | undefined
  readonly #outlooks = new Map<PlannedImage, Outlook>()
  #asking: Promise<void> | null = null
  readonly #waiting: (() => void)[] = []

  constructor(
    pictures: Pictures,
    elsewhere: Elsewhere,
    images: readonly PlannedImage[],
    signal: AbortSignal | undefined,
  ) {
    this.#pictures = pictures
    this.#elsewhere = elsewhere
    this.#images = images
    this.#signal = signal
  }

  /** The images' pictures, each once and in the set's order. Throws as `Pictures.of`. */
  async of(planned: PlannedImage): Promise<Picture> {
    if (planned.render) return this.#pictures.stored(planned.render)
    this.#asking ??= this.#ask()
    const outlook = await this.#outlookOf(planned)
    if ("error" in outlook) throw outlook.error
    const { render, recipe, studio } = outlook
    const stored = render && (await this.#pictures.stored(render).catch(() => null))
    if (stored) return stored
    // A render whose file was lost is asked for now.
    if (render) await this.#elsewhere.ask(recipe, studio)
    return this.#pictures.keep(await this.#elsewhere.take(recipe), recipe, planned)
  }

  async #outlookOf(planned: PlannedImage): Promise<Outlook> {
    for (;;) {
      const outlook = this.#outlooks.get(planned)
      if (outlook) {
        this.#outlooks.delete(planned)
        this.#wake()
        return outlook
      }
      if (this.#signal?.aborted) throw new StudioError("job.cancelled", { what: "image_set" })
      await this.#change()
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
    for (const planned of this.#images) {
      if (planned.render) continue
      while (this.#outlooks.size >= farthest && !this.#signal?.aborted) await this.#change()
      if (this.#signal?.aborted) break
      const outlook = await this.#begin(planned).catch((error: unknown) => ({ error }))
      this.#outlooks.set(planned, outlook)
      this.#wake()
      if ("error" in outlook && isStudioError(outlook.error, "job.cancelled")) break
    }
    this.#wake()
  }

  async #begin(planned: PlannedImage): Promise<Outlook> {
    const found = await this.#pictures.find(planned)
    if (!found.render) await this.#elsewhere.ask(found.recipe, found.studio)
    return found
  }
}
