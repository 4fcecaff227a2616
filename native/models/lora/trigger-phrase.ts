/** The words that call what a LoRA was taught, as its file says them. */
import { z } from "zod"
import { openSafetensors } from "../../weights/safetensors.ts"

/** As modelspec.org names it. */
const key = "modelspec.trigger_phrase"

const phraseSchema = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}]+$/u)

/** Null for a LoRA that says none, or nothing that could stand in a text. @throws StudioError weights.unreadable */
export async function triggerPhrase(file: string): Promise<string | null> {
  const { metadata } = await openSafetensors(file)
  return phraseSchema.safeParse(metadata[key]).data ?? null
}
