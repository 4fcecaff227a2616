/**
 * A folder that gets many files, over minutes or days. It may vanish meanwhile, as a drive does that is pulled out, and
 * something else may be in its place then: nothing is written there, and no folder is made again.
 */
import { appendFile, constants, mkdir, stat } from "node:fs/promises"
import { dirname, join, relative, resolve, sep } from "node:path"
import { StudioError } from "../contract/errors.ts"
import { replaceFile } from "./replace-file.ts"

export class OutputFolder {
  readonly path: string
  readonly #device: number

  private constructor(path: string, device: number) {
    this.path = path
    this.#device = device
  }

  /** The folder, made if it isn't there. Throws the system's own error. */
  static async open(dir: string): Promise<OutputFolder> {
    const path = resolve(dir)
    await mkdir(path, { recursive: true })
    return new OutputFolder(path, (await stat(path)).dev)
  }

  /** The folder, which is there. @throws StudioError export.folder_gone */
  static async existing(dir: string): Promise<OutputFolder> {
    const path = resolve(dir)
    const found = await stat(path).catch(() => null)
    if (!found?.isDirectory()) throw new StudioError("export.folder_gone", { folder: path })
    return new OutputFolder(path, found.dev)
  }

  /** @throws StudioError export.folder_gone, export.folder_replaced */
  async check(): Promise<void> {
    const found = await stat(this.path).catch(() => null)
    if (!found?.isDirectory()) throw new StudioError("export.folder_gone", { folder: this.path })
    if (found.dev !== this.#device) throw new StudioError("export.folder_replaced", { folder: this.path })
  }

  /** Path of a file by its name in the folder, with / between the parts. */
  pathOf(name: string): string {
    return join(this.path, ...name.split("/"))
  }

  /** Replaces a file whole. Throws as `check`, or the system's own error. */
  async write(name: string, content: Uint8Array | string): Promise<void> {
    await this.#guarded(async () => {
      const path = this.pathOf(name)
      await this.#makeFolders(dirname(path))
      await replaceFile(path, content, { folder: "exists" })
    })
  }

  /** Adds to a file that is there. Throws as `check`, or the system's own error. */
  async append(name: string, text: string): Promise<void> {
    const existing = constants.O_APPEND | constants.O_WRONLY
    await this.#guarded(() => appendFile(this.pathOf(name), text, { flag: existing }))
  }

  /**
   * Compares files with what lies on the disk.
   *
   * @throws StudioError export.files_gone with the names of those that are missing or have another size, and as `check`
   */
  async checkFiles(files: readonly { name: string; bytes?: number }[]): Promise<void> {
    await this.check()
    const names: string[] = []
    for (const { name, bytes } of files) {
      const found = await stat(this.pathOf(name)).catch(() => null)
      if (!found?.isFile() || (bytes !== undefined && found.size !== bytes)) names.push(name)
    }
    if (names.length > 0)
      throw new StudioError("export.files_gone", { folder: this.path, names: names.slice(0, 20) })
  }

  /** The folder's own end is the reason of a write that failed. */
  async #guarded(write: () => Promise<void>): Promise<void> {
    await this.check()
    try {
      await write()
    } catch (error) {
      await this.check()
      throw error
    }
  }

  /** One by one, so that the folder itself is never made again. */
  async #makeFolders(dir: string): Promise<void> {
    let path = this.path
    for (const part of relative(this.path, dir).split(sep).filter(Boolean)) {
      path = join(path, part)
      await mkdir(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "EEXIST") throw error
      })
    }
  }
}
