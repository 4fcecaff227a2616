/** The tagger that the settings name. */
import { join } from "node:path"
import { clipEmbedder } from "../../interests/clip-embedder.ts"
import { endpointTagger } from "../../interests/endpoint-tagger.ts"
import type { Tagger } from "../../interests/tagger.ts"
import type { EngineContext } from "../context.ts"

/** @throws StudioError endpoint.no_consent when the host was not agreed to */
export async function taggerOf({ workspace, model, settings }: EngineContext): Promise<Tagger> {
  const { tagger } = settings()
  if (tagger.kind === "built-in") {
    // Its word lists take a second to load.
    const { builtInTagger } = await import("../../interests/built-in-tagger.ts")
    return builtInTagger(clipEmbedder((await model.studio()).pipeline))
  }
  return endpointTagger({
    baseUrl: tagger.url,
    model: tagger.model,
    consentedHosts: tagger.consent ? [new URL(tagger.url).host] : [],
    cacheDir: join(workspace.cacheDir, "tags"),
  })
}
