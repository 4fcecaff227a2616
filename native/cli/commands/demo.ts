/** `iamg demo`: the sample catalog, one item, one persona, four images; everything it found on the way is printed. */
import { join, resolve } from "node:path"
import type { Command } from "commander"
import { type ModelOptions, withModel } from "../options.ts"
import { sampleCatalog } from "../places.ts"
import { type Context, run } from "../run.ts"
import { readSettings, type SettingsOptions, withSettings } from "../settings.ts"
import { help } from "../voice.ts"
import { describe as describeImport, type ImportResult, importAndPrepare } from "./import.ts"
import { describe as describeImages, makeImages, type PersonalizeResult } from "./personalize.ts"

interface Options extends ModelOptions, SettingsOptions {
  item: string
  persona: string
  out: string
}

interface Demo {
  import: ImportResult
  images: PersonalizeResult
}

export function addDemo(program: Command): void {
  const command = withModel(program.command("demo"))
    .description(help("demo.about"))
    .option("--item <id>", help("demo.item"), "movie-011")
    .option("--persona <id>", help("demo.persona"), "ines")
    .option("--out <dir>", help("demo.out"), join("out", "demo"))
  withSettings(command).action(
    run(demo, result => [describeImport(result.import), describeImages(result.images)].join("\n\n")),
  )
}

/** The workspace is made at the first run and used again at the next ones. */
async function demo(context: Context, options: Options): Promise<Demo> {
  const settings = readSettings(options)
  const workspace = join(resolve(options.out), "workspace")
  const { pack, device, precision } = options
  const source = { workspace, pack, device, precision, format: "auto", prepare: true } as const
  const imported = await importAndPrepare(context, sampleCatalog, source)
  return { import: imported, images: await makeImages(context, { ...options, workspace }, settings) }
}
