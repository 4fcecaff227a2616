/**
 * XML of strangers, read piece by piece: no DTD, no entities but XML's own five, no deep nesting. The parser (sax) never looks
 * outside the text that it is given.
 */
import sax from "sax"
import { note } from "../../contract/codes/index.ts"
import type { Note } from "../../contract/note.ts"
import { brokenFile } from "./file-errors.ts"

const deepest = 64

export interface XmlHandlers {
  /** `name` without its prefix, in the file's own letters. `line` is counted from 1. */
  open?(name: string, attributes: Readonly<Record<string, string>>, line: number): void
  close?(name: string, line: number): void
  text?(text: string): void
  /** What isn't XML. A handler that returns goes on after it. */
  error(problem: Note, line: number): void
}

export interface XmlReader {
  write(text: string): void
  end(): void
}

/** @throws StudioError catalog.broken_file when a text has a DTD or is nested too deep, and what `error` throws */
export function readXml(file: string, handlers: XmlHandlers): XmlReader {
  const parser = sax.parser(true, { position: true })
  let depth = 0
  parser.ondoctype = () => {
    throw brokenFile(file, note("table.doctype", {}))
  }
  parser.onopentag = ({ name, attributes }) => {
    if (++depth > deepest) throw brokenFile(file, note("table.deep_xml", {}))
    handlers.open?.(local(name), attributes as Record<string, string>, parser.line + 1)
  }
  parser.onclosetag = name => {
    depth--
    handlers.close?.(local(name), parser.line + 1)
  }
  parser.ontext = text => handlers.text?.(text)
  parser.oncdata = text => handlers.text?.(text)
  parser.onerror = error => {
    const text = error.message.split("\n", 1)[0]!.slice(0, 200)
    handlers.error(note("program.quoted", { text }), parser.line + 1)
    parser.resume()
  }
  return { write: text => void parser.write(text), end: () => void parser.close() }
}

const local = (name: string): string => name.slice(name.indexOf(":") + 1)
