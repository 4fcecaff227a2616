/**
 * The endpoint tagger: asks a vision and a language model behind any OpenAI-compatible chat endpoint (Ollama, LM
 * Studio, vLLM, a cloud) with the scenario's prompts (paper, figure 6).
 */
import { createHash } from "node:crypto"
import pLimit from "p-limit"
import sharp from "sharp"
import { itemText } from "../contract/catalog.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { Scenario } from "../contract/scenario.ts"
import { cachedTags } from "./answer-cache.ts"
import { chatUrl, type EndpointConsent } from "./endpoint-address.ts"
import { type ChatContent, chat, excerpt } from "./endpoint-client.ts"
import { endpointKey } from "./endpoint-key.ts"
import { pictureUrl } from "./endpoint-picture.ts"
import { parseTags } from "./tag-answer.ts"
import type { Tagger } from "./tagger.ts"

export interface EndpointConfig extends EndpointConsent {
  /** E.g. http://localhost:11434/v1 */
  readonly baseUrl: string
  /** Reads texts. */
  readonly model: string
  /** Looks at images; `model` when absent. */
  readonly visionModel?: string | undefined
  /** Where answers are kept, by content hash. */
  readonly cacheDir: string
  /** Whether to ask again what was answered before. */
  readonly fresh?: boolean | undefined
  readonly timeoutSeconds?: number | undefined
  readonly retries?: number | undefined
  readonly retryDelay?: number | undefined
  /** Questions under way at a time. */
  readonly concurrency?: number | undefined
}

/** Letters of an item's text that are sent. */
const maxText = 4000

/** @throws StudioError endpoint.bad_url, endpoint.insecure or endpoint.consent_needed, before anything is sent */
export function endpointTagger(config: EndpointConfig): Tagger {
  const { model, visionModel = model, concurrency = 2, cacheDir, fresh = false } = config
  const answers = { dir: cacheDir, fresh }
  const url = chatUrl(config.baseUrl, config)
  const queue = pLimit(concurrency)

  async function ask(
    model: string,
    content: ChatContent,
    limit: number,
    signal?: AbortSignal,
  ): Promise<string[]> {
    const answer = await chat(content, {
      url,
      model,
      key: await endpointKey(url.host),
      timeoutSeconds: config.timeoutSeconds ?? 120,
      retries: config.retries ?? 3,
      retryDelay: config.retryDelay ?? 1000,
      signal,
    })
    const tags = parseTags(answer, limit)
    if (tags.length === 0) {
      throw new StudioError("endpoint.bad_answer", {
        host: url.host,
        problem: note("endpoint.no_tags", { answer: excerpt(answer) }),
      })
    }
    return tags
  }

  return {
    id: `endpoint/1:${url.host}/${visionModel}+${model}`,
    concurrency,
    tagImage: (item, imagePath, scenario, signal) =>
      queue(() => {
        signal?.throwIfAborted()
        const { imagePrompt, maxTags } = scenario
        return cachedTags(answers, ["image", item.image, imagePrompt, visionModel, `${maxTags}`], async () =>
          ask(visionModel, imageQuestion(imagePrompt, await pictureUrl(sharp(imagePath))), maxTags, signal),
        )
      }),
    tagText: (item, scenario, signal) =>
      queue(async () => {
        signal?.throwIfAborted()
        const text = itemText(item)
        if (text.trim() === "") return []
        const { textPrompt, maxTags } = scenario
        const textHash = createHash("sha256").update(text).digest("hex")
        return cachedTags(answers, ["text", textHash, textPrompt, model, `${maxTags}`], () =>
          ask(model, textQuestion(scenario, text), maxTags, signal),
        )
      }),
  }
}

/** The prompt with the picture in the place of `<image>`; before it when the prompt names no place. */
function imageQuestion(prompt: string, url: string): ChatContent {
  const at = prompt.indexOf("<image>")
  const [before, after] = at < 0 ? ["", prompt] : [prompt.slice(0, at), prompt.slice(at + "<image>".length)]
  const part = (text: string): ChatContent =>
    text.trim() === "" ? [] : [{ type: "text", text: text.trim() }]
  return [...part(before), { type: "image_url", image_url: { url } }, ...part(after)]
}

/** The prompt with the item's text in the place of `<text>`; before it when the prompt names no place. */
function textQuestion({ textPrompt }: Scenario, text: string): ChatContent {
  const prompt = textPrompt.includes("<text>") ? textPrompt : `<text>\n${textPrompt}`
  return [{ type: "text", text: prompt.replaceAll("<text>", () => text.slice(0, maxText)) }]
}
