/** What tests of text share: which scripts this machine can set, and pixels. */
import { missingCharacters } from "./fonts.ts"
import type { SetLine } from "./line.ts"

/** Words of each script that the studio is used with. */
export const samples = {
  Arabic: "قصة السفينة والبحر",
  Hebrew: "סיפור על ספינה",
  Thai: "เรื่องราวของเรือที่น้ำ",
  Devanagari: "क्षत्रिय की कहानी",
  Chinese: "深圳的故事，很长",
  Korean: "배와 바다 이야기",
  emoji: "🎬 ☕",
} as const

/** Those that this machine has fonts for; the others are named, loudly. */
export function samplesHere(): [script: string, text: string][] {
  const all = Object.entries(samples)
  const here = all.filter(([, text]) => missingCharacters(text).length === 0)
  for (const [script] of all.filter(sample => !here.some(([name]) => name === sample[0]))) {
    if (process.env.IAMG_REQUIRE_FONTS === "1") throw new Error(`This machine has no font for ${script}`)
    console.error(`\n*** SKIPPED: no text in ${script}: this machine has no font for it (Noto has). ***\n`)
  }
  return here
}

/** How dark each pixel of a line is, 0 … 255, [height, width]. */
export const inkOf = ({ data, width, height }: SetLine): Uint8Array =>
  Uint8Array.from({ length: width * height }, (_, at) => data[4 * at + 3]!)
