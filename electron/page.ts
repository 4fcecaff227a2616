/**
 * `app://studio/`: the page's own scheme. It answers with the page's files, found by their path below one folder, and
 * with pictures, asked of the engine by id; nothing else is there.
 */
import { readPageFile } from "../native/engine/page-files.ts"
import { securityHeaders } from "../native/engine/page-security.ts"

export const scheme = "app"
export const pageOrigin = "app://studio"

export interface Picture {
  type: string
  bytes: Uint8Array<ArrayBuffer>
  cache: string
}

/** Asks the engine for the picture of a URL; null when there is none. */
export type AskPicture = (url: string) => Promise<Picture | null>

/** Whether a URL lies on the page's own origin. Node gives a scheme of ours no origin to compare. */
export function isOwnPage(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host, username, password } = new URL(url)
  return protocol === "app:" && host === "studio" && username === "" && password === ""
}

/** A handler for `protocol.handle`. */
export const answerPage =
  (pageDir: string, picture: AskPicture) =>
  async ({ url, method }: Pick<Request, "url" | "method">): Promise<Response> => {
    if (!isOwnPage(url)) return refusal(404)
    if (method !== "GET" && method !== "HEAD") return refusal(405)
    const { pathname } = new URL(url)
    if (pathname.startsWith("/images/")) {
      const found = await picture(url)
      return found ? answer(found.bytes, found.type, found.cache) : refusal(404)
    }
    const file = await readPageFile(pageDir, pathname)
    return file
      ? answer(file.bytes, file.type, file.immutable ? "max-age=31536000, immutable" : "no-cache")
      : refusal(404)
  }

const headers = (type: string, cache: string) => ({
  ...securityHeaders(),
  "Content-Type": type,
  "Cache-Control": cache,
})

const answer = (bytes: Uint8Array<ArrayBuffer>, type: string, cache: string): Response =>
  new Response(bytes, { headers: headers(type, cache) })

const refusal = (status: number): Response =>
  new Response(null, { status, headers: headers("text/plain", "no-store") })
