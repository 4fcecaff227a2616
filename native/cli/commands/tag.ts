/** `iamg tag`: gives items their image and text tags, by the pack's CLIP pair or by an endpoint. */
import { join, resolve } from "node:path"
import { type Command, Option } from "commander"
import { openWorkspace } from "../../catalog/workspace.ts"
import type { Item } from "../../contract/catalog.ts"
import { StudioError } from "../../contract/errors.ts"
import type { Scenario } from "../../contract/scenario.ts"
import { builtInTagger } from "../../interests/built-in-tagger.ts"
import { clipEmbedder } from "../../interests/clip-embedder.ts"
import { endpointTagger } from "../../interests/endpoint-tagger.ts"
import { loadScenarios } from "../../interests/scenarios.ts"
import { type TagReport, type TagStore, tagItems } from "../../interests/tag-items.ts"
import type { Tagger } from "../../interests/tagger.ts"
import {
  type ModelOptions,
  readCount,
  repeated,
  type WorkspaceOptions,
  withModel,
  withWorkspace,
} from "../options.ts"
import { scenariosDir } from "../places.ts"
import { type Context, run } from "../run.ts"
import { describeDevice, withStudio } from "../studio.ts"
import { helpText } from "../voice.ts"
import { describeTags } from "./import.ts"

interface Options extends WorkspaceOptions, ModelOptions {
  tagger: "built-in" | "endpoint"
  scenario?: string
  all?: boolean
  endpoint?: string
  model?: string
  visionModel?: string
  allowHost?: string[]
  timeout?: number
}

type Result = TagReport & {
  tagger: string
  /** That the built-in tagger ran on, and why the others are not; null for an endpoint. */
  device: string | null
}

export function addTag(program: Command): void {
  withModel(withWorkspace(program.command("tag")))
    .description("tag the items of a workspace; what a tagger has tagged before is left alone")
    .addOption(
      new Option("--tagger <name>", "who tags").choices(["built-in", "endpoint"]).default("built-in"),
    )
    .option("--scenario <id>", "only items of this scenario")
    .option("--all", "tag again what this tagger has tagged before")
    .option("--endpoint <url>", "OpenAI-compatible endpoint, e.g. http://localhost:11434/v1 of Ollama")
    .option("--model <name>", "the endpoint's model that reads texts")
    .option("--vision-model <name>", "the endpoint's model that looks at pictures (default: --model)")
    .option("--allow-host <host>", "send pictures and texts to this host (repeatable)", repeated)
    .option("--timeout <seconds>", "how long the endpoint may take for one answer (default 120)", readCount)
    .addHelpText(
      "after",
      () => `\n${helpText("An API key is taken from IAMG_ENDPOINT_KEY or the system's keychain.")}`,
    )
    .action(
      run(
        tag,
        ({ tagger, device, ...report }) =>
          `${describeTags(report)} (${tagger}${device ? `, on ${device}` : ""})`,
      ),
    )
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
    return { ...report, device: describeDevice(runtime) }
  })

/** Needs no models, so none are opened. */
async function tagByEndpoint(context: Context, options: Options): Promise<Result> {
  const { endpoint, model, visionModel, allowHost = [], timeout } = options
  if (!endpoint || !model) {
    const problem = "--tagger endpoint needs --endpoint and --model"
    throw new StudioError("cli.usage", { problem, command: "iamg tag" })
  }
  const workspace = await openWorkspace(options.workspace, { mode: "write" })
  try {
    const tagger = endpointTagger({
      baseUrl: endpoint,
      model,
      visionModel,
      consentedHosts: allowHost,
      timeoutSeconds: timeout,
      cacheDir: join(workspace.cacheDir, "tags"),
      fresh: options.all,
    })
    const scenarios = await loadScenarios([scenariosDir, resolve(workspace.scenariosDir)])
    const items = await workspace.items({ scenario: options.scenario })
    return { ...(await tagWith(tagger, workspace, items, scenarios, context, options)), device: null }
  } finally {
    await workspace.close()
  }
}

async function tagWith(
  tagger: Tagger,
  store: TagStore,
  items: readonly Item[],
  scenarios: ReadonlyMap<string, Scenario>,
  { signal, progress }: Context,
  { all = false }: Options,
): Promise<Omit<Result, "device">> {
  const report = await tagItems(store, items, tagger, scenarios, {
    onlyMissing: !all,
    signal,
    onProgress: (done, total) => progress.update("tagging", done, total),
  })
  return { ...report, tagger: tagger.id }
}
