/** How fast this machine draws with a pack, kept in the workspace, so that an estimate rests on something measured. */
import { readSetting, writeSetting } from "../../catalog/state.ts"
import type { Studio } from "../../personalize/studio.ts"

/** Measures work at the model from now on, without the time in which others have it. */
export class Stopwatch {
  readonly #started = performance.now()
  readonly #letOthers: () => Promise<void>
  #waited = 0

  constructor(giveWay: () => Promise<void>) {
    this.#letOthers = giveWay
  }

  /** To be awaited between two steps. */
  readonly giveWay = async (): Promise<void> => {
    const asked = performance.now()
    await this.#letOthers()
    this.#waited += performance.now() - asked
  }

  get seconds(): number {
    return (performance.now() - this.#started - this.#waited) / 1000
  }
}

interface Drawn {
  width: number
  height: number
  steps: number
}

const keyOf = ({ pack, runtime }: Studio, { width, height }: Drawn): string =>
  `pace.${pack.hash.slice(0, 16)}.${runtime.device}.${width}x${height}`

/** Notes how long an image took, encoding and decoding included. */
export function keepPace(studio: Studio, drawn: Drawn, seconds: number): void {
  const value = String(seconds / drawn.steps)
  studio.workspace.state.write(state => writeSetting(state, keyOf(studio, drawn), value))
}

/** Seconds of one image; null until one of that size was drawn here. */
export function expectedSeconds(studio: Studio, drawn: Drawn): number | null {
  const kept = studio.workspace.state.read(state => readSetting(state, keyOf(studio, drawn)))
  return kept === undefined ? null : Number(kept) * drawn.steps
}

interface Enlarged {
  width: number
  height: number
}

const enlargingKey = ({ runtime }: Studio, hash: string): string =>
  `pace.upscaler.${hash.slice(0, 16)}.${runtime.device}`

/** Notes how long an upscaler, named by its content, took for a picture. */
export function keepEnlargingPace(
  studio: Studio,
  hash: string,
  { width, height }: Enlarged,
  seconds: number,
): void {
  const value = String(seconds / (width * height))
  studio.workspace.state.write(state => writeSetting(state, enlargingKey(studio, hash), value))
}

/** Seconds to enlarge a picture of that size; null until that upscaler enlarged one here. */
export function expectedEnlargingSeconds(
  studio: Studio,
  hash: string,
  { width, height }: Enlarged,
): number | null {
  const kept = studio.workspace.state.read(state => readSetting(state, enlargingKey(studio, hash)))
  return kept === undefined ? null : Number(kept) * width * height
}
