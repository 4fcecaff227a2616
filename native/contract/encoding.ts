/** How the bytes of a text file become letters. The names are those of the Encoding Standard. */
import { z } from "zod"

export const encodings = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "gb18030",
  "big5",
  "shift_jis",
  "euc-jp",
  "euc-kr",
  "windows-1250",
  "windows-1251",
  "windows-1252",
  "windows-1253",
  "windows-1254",
  "windows-1255",
  "windows-1256",
  "windows-1257",
  "windows-1258",
  "windows-874",
  "iso-8859-2",
  "iso-8859-5",
  "iso-8859-6",
  "iso-8859-7",
  "iso-8859-15",
  "koi8-r",
  "koi8-u",
  "ibm866",
  "macintosh",
] as const
export const encodingSchema = z.enum(encodings)
export type Encoding = z.infer<typeof encodingSchema>

/** Encodings that the user chose, by file name; `*` stands for every file that isn't named. A byte-order mark wins over both. */
export const encodingChoiceSchema = z.record(z.string().max(400), encodingSchema)
export type EncodingChoice = z.infer<typeof encodingChoiceSchema>

const otherNames: Readonly<Record<string, Encoding>> = {
  utf8: "utf-8",
  utf16: "utf-16le",
  "utf-16": "utf-16le",
  gbk: "gb18030",
  gb2312: "gb18030",
  cp936: "gb18030",
  cp950: "big5",
  sjis: "shift_jis",
  "shift-jis": "shift_jis",
  cp932: "shift_jis",
  cp949: "euc-kr",
  latin1: "windows-1252",
  "latin-1": "windows-1252",
  "iso-8859-1": "windows-1252",
  "us-ascii": "windows-1252",
  ascii: "windows-1252",
  "iso-8859-8": "windows-1255",
  "iso-8859-9": "windows-1254",
  cp866: "ibm866",
}

/** The encoding of that name, as people and files write it; undefined when it isn't one of ours. */
export function encodingNamed(name: string): Encoding | undefined {
  const plain = name.trim().toLowerCase()
  const windows = /^(?:cp-?|win-?|windows)(125\d|874)$/.exec(plain)?.[1]
  const known = windows ? `windows-${windows}` : (otherNames[plain] ?? plain)
  return encodings.find(encoding => encoding === known)
}
