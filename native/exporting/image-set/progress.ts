/**
 * How far a set is, in the workspace's own database: which render each of its images became, once their files are written.
 * A set that goes on takes these as they are, without planning them again; the journal in its folder says which files are there.
 */
import { resolve } from "node:path"
import { type Render, RenderStore } from "../../catalog/render-store.ts"
import type { ImageSet } from "../../contract/image-set.ts"
import { canonicalJson } from "../../personalize/canonical-json.ts"
import { sha256 } from "../../personalize/hash.ts"
import type { Studio } from "../../personalize/studio.ts"
import { imageOf } from "./choose.ts"
import { identityOf } from "./identity.ts"
import { keyOfImage } from "./journal.ts"
import type { PlannedImage } from "./plan.ts"

const nameOf = (planned: PlannedImage): string => sha256(keyOfImage(imageOf(planned)))

export class SetProgress {
  readonly #workspace: Studio["workspace"]
  readonly #set: string
  readonly #renders: RenderStore
  /** Ids of renders, by image. */
  readonly #before: Map<string, string>

  /** @param goesOn whether it was begun before; else what an earlier run noted is forgotten */
  constructor(studio: Studio, set: ImageSet, folder: string, goesOn: boolean) {
    this.#workspace = studio.workspace
    this.#set = sha256(JSON.stringify([identityOf(studio, set), resolve(folder)]))
    this.#renders = new RenderStore(studio.workspace.state)
    if (!goesOn) this.forget()
    const rows = this.#workspace.state.read(state =>
      state
        .prepare(
          `SELECT image, render FROM set_images
           WHERE "set" = ? AND render IN (SELECT id FROM renders WHERE removed_at IS NULL)`,
        )
        .all(this.#set),
    ) as { image: string; render: string }[]
    this.#before = new Map(rows.map(({ image, render }) => [image, render]))
  }

  /** Whether an earlier run noted it. */
  has(planned: PlannedImage): boolean {
    return this.#before.has(nameOf(planned))
  }

  /**
   * The render that an image became in an earlier run; null when that is of another seed, its item or masks changed since, or
   * its file is gone.
   */
  of(planned: PlannedImage, seed: number): Render | null {
    const id = this.#before.get(nameOf(planned))
    const [render] = id === undefined ? [] : this.#renders.get([id])
    if (!render || render.recipe.upscaler) return null
    if (!render.stored && !this.#workspace.pictures.isHere(render)) return null
    const { plan, made } = render.recipe
    const isSame =
      made.seed === seed &&
      plan.item.imageHash === planned.item.image &&
      canonicalJson(plan.masks) === canonicalJson(planned.masks)
    return isSame ? render : null
  }

  /** Notes what an image became, after its files were written. */
  note(planned: PlannedImage, render: string): void {
    const name = nameOf(planned)
    if (this.#before.get(name) === render) return
    this.#workspace.state.write(state =>
      state.prepare("INSERT OR REPLACE INTO set_images VALUES (?, ?, ?)").run(this.#set, name, render),
    )
  }

  forget(): void {
    this.#workspace.state.write(state =>
      state.prepare('DELETE FROM set_images WHERE "set" = ?').run(this.#set),
    )
  }
}
