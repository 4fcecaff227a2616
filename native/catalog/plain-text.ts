/**
 * Titles and descriptions as plain text. Shops export them as HTML: elements are dropped, the content of scripts and
 * styles with them, entities are decoded, and blocks become line breaks. What is no markup stays: "R&B", "a < b".
 */
import { decodeHTMLStrict } from "entities"
import { QuoteType, Tokenizer } from "htmlparser2"

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

/** These end a line. */
const blocks = words(
  `address article aside blockquote body br center dd details dialog dir div dl dt fieldset figcaption figure footer
  form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre search section summary
  table tbody tfoot thead tr ul caption`,
)
const cells = words("td th")
/** What they hold is not for readers. */
const unseen = words("head iframe math noembed noframes noscript object script select style svg template")
const inline = words(
  `a abbr acronym applet area audio b base basefont bdi bdo big blink button canvas cite code col colgroup data
  datalist del dfn em embed font i img input ins kbd label link map mark marquee meta meter nobr output param picture
  plaintext progress q rp rt ruby s samp slot small source span strike strong sub sup textarea time title track tt u var
  video wbr xmp`,
)
const isElement = (name: string): boolean =>
  blocks.has(name) || cells.has(name) || unseen.has(name) || inline.has(name) || /[:-]/.test(name)

/** Attributes that stand without a value. */
const flags = words(
  "allowfullscreen async autofocus autoplay checked compact controls default defer disabled download hidden inert " +
    "itemscope loop multiple muted noshade nowrap open playsinline readonly required reversed selected",
)

/** A `<` that opens no element, comment or declaration. */
const plainLess = /<(?!\/?[a-z][a-z0-9:-]*(?=[\s/>])|!--|!doctype\b|!\[cdata\[|\?xml\b)/gi
const elementName = /<\/?([a-z][a-z0-9:-]*)/gi

/** The text without markup. Takes time in proportion to its length. */
export function plainText(text: string): string {
  if (!/[<&]/.test(text)) return text
  const once = withoutMarkup(text)
  // Feeds escape what was escaped already: &lt;p&gt; and &amp;amp;.
  return once !== text && /[<&]/.test(once) ? withoutMarkup(once) : once
}

function withoutMarkup(text: string): string {
  const parts = new Parts(text)
  // The tokenizer sees no `<` of plain text. It gives positions, by which the text itself is cut.
  const masked = text
    .replace(plainLess, " ")
    .replace(elementName, (tag, name: string) => (isElement(name.toLowerCase()) ? tag : ` ${tag.slice(1)}`))
  const tokenizer = new Tokenizer({ decodeEntities: false }, parts)
  tokenizer.write(masked)
  tokenizer.end()
  const seen = parts.end()
  return parts.hasMarkup ? tidy(seen, parts.hasBlocks) : decodeHTMLStrict(text)
}

/** Collects what the tokenizer says is text. */
class Parts {
  readonly #text: string
  readonly #parts: string[] = []
  hasMarkup = false
  hasBlocks = false
  /** Elements that hide what they hold, and how many of them are open. */
  readonly #hiding = new Map<string, number>()
  #hidden = 0
  /** The tag that is being read. */
  #tag: { start: number; name: string; bare: number } | null = null
  #bare = false

  constructor(text: string) {
    this.#text = text
  }

  end(): string {
    // A tag that never ends was cut short, or is prose.
    if (this.#tag && isProse(this.#tag)) this.#add(this.#text.slice(this.#tag.start))
    else if (this.#tag) this.hasMarkup = true
    return this.#parts.join("")
  }

  ontext(start: number, end: number): void {
    this.#add(decodeHTMLStrict(this.#text.slice(start, end)))
  }
  oncdata(start: number, end: number, tail: number): void {
    this.hasMarkup = true
    this.#add(this.#text.slice(start, end - tail))
  }

  onopentagname(start: number, end: number): void {
    this.#tag = { start: start - 1, name: this.#text.slice(start, end).toLowerCase(), bare: 0 }
  }
  onattribname(start: number, end: number): void {
    const name = this.#text.slice(start, end).toLowerCase()
    this.#bare = !flags.has(name) && !name.startsWith("data-")
  }
  onattribend(quote: QuoteType): void {
    if (this.#tag && this.#bare && quote === QuoteType.NoValue) this.#tag.bare++
  }
  onopentagend(end: number): void {
    const tag = this.#tag
    this.#tag = null
    if (tag === null) return
    if (isProse(tag)) this.#add(this.#text.slice(tag.start, end + 1))
    else this.#open(tag.name)
  }
  onselfclosingtag(end: number): void {
    const tag = this.#tag
    this.#tag = null
    if (tag === null) return
    if (isProse(tag)) this.#add(this.#text.slice(tag.start, end + 1))
    else {
      this.hasMarkup = true
      this.#separate(tag.name)
    }
  }
  onclosetag(start: number, end: number): void {
    const name = this.#text.slice(start, end).toLowerCase()
    this.hasMarkup = true
    const open = this.#hiding.get(name) ?? 0
    if (open > 0) {
      this.#hiding.set(name, open - 1)
      this.#hidden--
    }
    this.#separate(name)
  }

  oncomment(): void {
    this.hasMarkup = true
  }
  ondeclaration(): void {
    this.hasMarkup = true
  }
  onprocessinginstruction(): void {
    this.hasMarkup = true
  }
  onattribdata(): void {}
  onattribentity(): void {}
  ontextentity(): void {}
  onend(): void {}

  #open(name: string): void {
    this.hasMarkup = true
    if (unseen.has(name)) {
      this.#hiding.set(name, (this.#hiding.get(name) ?? 0) + 1)
      this.#hidden++
    }
    this.#separate(name)
  }

  #separate(name: string): void {
    if (blocks.has(name)) {
      this.hasBlocks = true
      this.#add(lineBreak)
    } else if (cells.has(name)) this.#add(" ")
  }

  #add(text: string): void {
    if (this.#hidden === 0) this.#parts.push(text)
  }
}

/** "<b and c>" and "<small but strong>" are no tags. */
const isProse = ({ name, bare }: { name: string; bare: number }): boolean =>
  bare > (name.length === 1 ? 0 : 1)

/** Stands for a block's end, so that the line breaks of the source can be told from it. */
const lineBreak = "\u2028"

function tidy(text: string, hasBlocks: boolean): string {
  // Where the source has blocks, its own line breaks are spaces, as a browser shows them.
  const breaks = hasBlocks ? /\u2028+/ : /\r\n|[\r\n]/
  return text
    .replaceAll(/[\u00ad\u200b\ufeff]/g, "")
    .split(breaks)
    .map(line => line.replaceAll(/[\s\p{Cc}]+/gu, " ").trim())
    .filter(line => line !== "")
    .join("\n")
}
