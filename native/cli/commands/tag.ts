/** `iamg tag`: gives items their image and text tags, by the pack's CLIP pair or by an endpoint. */
import { join, resolve } from "node:path"
import type { Command } from "commander"
import type { Workspace } from "../../catalog/workspace.ts"
import type { Item } from "../../contract/catalog.ts"
import type { Scenario } from "../../contract/scenario.ts"
import { builtInTagger } from "../../interests/built-in-tagger.ts"
import { clipEmbedder } from "../../interests/clip-embedder.ts"
import { endpointTagger } from "../../interests/endpoint-tagger.ts"
import { loadScenarios } from "../../interests/scenarios.ts"
import { type TagReport, type TagStore, tagItems } from "../../interests/tag-items.ts"
import type { Tagger } from "../../interests/tagger.ts"
import { type FarmOptions, isOnFarm, withFarm, withPreparingFarm } from "../farm.ts"
import {
  choiceOption,
  countOption,
  type EndpointOptions,
  endpointOf,
  type ModelOptions,
  type WorkspaceOptions,
  withEndpoint,
  withModel,
  withWorkspace,
} from "../options.ts"
import { scenariosDir } from "../places.ts"
import { type Context, run } from "../run.ts"
import { type DeviceInUse, describeDevice, deviceInUse, withStudio } from "../studio.ts"
import { help, text } from "../voice.ts"
import { withOpenWorkspace } from "../workspace.ts"
import { describeTags } from "./import.ts"

interface Options extends WorkspaceOptions, ModelOptions, FarmOptions, EndpointOptions {
  tagger: "built-in" | "endpoint"
  scenario?: string
  all?: boolean
  timeout?: number
}

type Tagged = TagReport & { tagger: string }

/** An endpoint needs no device of this machine. */
type Result = Tagged & (DeviceInUse | { device: null })

export function addTag(program: Command): void {
  const command = withFarm(withModel(withWorkspace(program.command("tag"))))
    .description(help("tag.about"))
    .addOption(
      choiceOption("--tagger <name>", help("tag.tagger"), ["built-in", "endpoint"]).default("built-in"),
    )
    .option("--scenario <id>", help("common.scenario"))
    .option("--all", help("tag.all"))
  withEndpoint(command, help("common.endpoint"))
    .addOption(countOption("--timeout <seconds>", help("tag.timeout")))
    .action(run(tag, describe))
}

function describe(result: Result): string {
  const { tagger } = result
  const counts = describeTags(result)
  return result.device === null
    ? text("tag.by", { counts, tagger })
    : text("tag.byOn", { counts, tagger, device: describeDevice(result) })
}

const tag = (context: Context, options: Options): Promise<Result> =>
  options.tagger === "endpoint" ? tagByEndpoint(context, options) : tagByPack(context, options)

const tagByPack = (context: Context, options: Options): Promise<Result> =>
  withStudio(options, async ({ workspace, scenarios, pipeline, runtime }) => {
    const items = await workspace.items({ scenario: options.scenario })
    const report = await tagWith(
      builtInTagger(clipEmbedder(pipeline)),
      workspace,
      items,
      scenarios,
      context,
      options,
    )
    return { ...report, ...deviceInUse(runtime) }
  })

/** Needs no models, so none are opened. */
async function tagByEndpoint(context: Context, options: Options): Promise<Result> {
  const endpoint = endpointOf(options)
  return withOpenWorkspace("write", options, async workspace => {
    const tagger = endpointTagger({
      ...endpoint,
      timeoutSeconds: options.timeout,
      cacheDir: join(workspace.cacheDir, "tags"),
      fresh: options.all,
    })
    const scenarios = await loadScenarios([scenariosDir, resolve(workspace.scenariosDir)])
    const items = await workspace.items({ scenario: options.scenario })
    return { ...(await tagWith(tagger, workspace, items, scenarios, context, options)), device: null }
  })
}

async function tagWith(
  tagger: Tagger,
  workspace: TagStore & Pick<Workspace, "imagePath">,
  items: readonly Item[],
  scenarios: ReadonlyMap<string, Scenario>,
  { signal, progress }: Context,
  { all = false, ...options }: Options,
): Promise<Tagged> {
  const tag = (by: Tagger) =>
    tagItems(workspace, items, by, scenarios, {
      onlyMissing: !all,
      signal,
      onProgress: (done, total) => progress.update(text("progress.tagging"), done, total),
    })
  const report = await (isOnFarm(options)
    ? withPreparingFarm(options, workspace, signal, ({ taggerOf }) => tag(taggerOf(tagger.id)))
    : tag(tagger))
  return { ...report, tagger: tagger.id }
}
