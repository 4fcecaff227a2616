/** `iamg upscalers`: the workspace's networks that enlarge pictures. */
import { resolve } from "node:path"
import type { Command } from "commander"
import {
  addUpscaler,
  type InstalledUpscaler,
  listUpscalers,
  removeUpscaler,
} from "../../personalize/upscalers.ts"
import { type WorkspaceOptions, withWorkspace } from "../options.ts"
import { run } from "../run.ts"
import { bold, columns } from "../text.ts"
import { dateText, help, megabytesText, text } from "../voice.ts"
import { withOpenWorkspace } from "../workspace.ts"

export function addUpscalers(program: Command): void {
  const upscalers = program.command("upscalers").description(help("upscalers.about"))
  withWorkspace(upscalers.command("list", { isDefault: true }))
    .description(help("upscalers.list"))
    .action(
      run((_, options: WorkspaceOptions) => withOpenWorkspace("read", options, listUpscalers), describe),
    )
  withWorkspace(upscalers.command("add"))
    .description(help("upscalers.add"))
    .argument("<file>", help("upscalers.file"))
    .option("--name <name>", help("upscalers.name"))
    .option("--replace", help("upscalers.replace"))
    .action(
      run(
        (_, file: string, options: WorkspaceOptions & { name?: string; replace?: boolean }) =>
          withOpenWorkspace("write", options, workspace => addUpscaler(workspace, resolve(file), options)),
        ({ name, scale }) => text("upscalers.added", { name, scale }),
      ),
    )
  withWorkspace(upscalers.command("remove"))
    .description(help("upscalers.remove"))
    .argument("<upscaler>", help("upscalers.upscaler"))
    .action(
      run(
        (_, name: string, options: WorkspaceOptions) =>
          withOpenWorkspace("write", options, workspace => removeUpscaler(workspace, name)),
        ({ name }) => text("upscalers.removed", { name }),
      ),
    )
}

const describe = (upscalers: readonly InstalledUpscaler[]): string =>
  upscalers.length === 0
    ? text("upscalers.none")
    : columns([
        (["upscaler", "scale", "size", "addedAt", "source"] as const).map(column =>
          bold(text(`upscalers.${column}`)),
        ),
        ...upscalers.map(({ name, scale, bytes, addedAt, source }) => [
          name,
          `${scale}×`,
          megabytesText(bytes),
          dateText(addedAt),
          source,
        ]),
      ])
