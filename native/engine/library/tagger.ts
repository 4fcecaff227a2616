/** The tagger that the settings name, at work. */
import { join } from "node:path"
import { builtInTagger } from "../../interests/built-in-tagger.ts"
import { clipEmbedder } from "../../interests/clip-embedder.ts"
import { endpointTagger } from "../../interests/endpoint-tagger.ts"
import type { Tagger } from "../../interests/tagger.ts"
import type { EngineContext, Turn, Urgency } from "../context.ts"

/**
 * The built-in tagger works in a turn, and lets more urgent work go first between two pictures; an endpoint does its own
 * work, so the model is free meanwhile.
 *
 * @throws StudioError endpoint.consent_needed when the host was not agreed to
 */
export async function withTagger<Result>(
  { workspace, model, settings }: EngineContext,
  urgency: Urgency,
  work: (tagger: Tagger) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const { tagger } = settings()
  if (tagger.kind === "built-in") {
    return model.use(
      urgency,
      ({ studio: { pipeline } }, turn) => work(givingWay(builtInTagger(clipEmbedder(pipeline)), turn)),
      signal,
    )
  }
  return work(
    endpointTagger({
      baseUrl: tagger.url,
      model: tagger.model,
      consentedHosts: tagger.consent ? [new URL(tagger.url).host] : [],
      cacheDir: join(workspace.cacheDir, "tags"),
      // Whoever waits for the answer learns at once why there is none.
      ...(urgency === "interactive" && { retries: 0 }),
    }),
  )
}

function givingWay(tagger: Tagger, turn: Turn): Tagger {
  return {
    id: tagger.id,
    concurrency: 1,
    async tagImage(...asked) {
      await turn.yield()
      return tagger.tagImage(...asked)
    },
    tagText: (...asked) => tagger.tagText(...asked),
  }
}
