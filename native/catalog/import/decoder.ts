/** Bytes to text, piece by piece. */
import type { Encoding } from "../../contract/encoding.ts"

/** What stands for bytes that aren't text in the file's encoding. */
export const undecodable = "\uFFFD"

export interface Decoder {
  decode(bytes: Uint8Array, options?: { stream: boolean }): string
  /** The letters of bytes that are still to come, at the end. */
  decode(): string
}

export const decoderOf = (encoding: Encoding): Decoder =>
  encoding === "windows-1252" ? new Windows1252() : new TextDecoder(encoding)

/** 0x80 to 0x9f. Some versions of Node read these bytes as control characters. */
const windows1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ"

class Windows1252 implements Decoder {
  decode(bytes: Uint8Array = new Uint8Array()): string {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      .toString("latin1")
      .replaceAll(/[\x80-\x9f]/g, control => windows1252[control.charCodeAt(0) - 0x80]!)
  }
}
