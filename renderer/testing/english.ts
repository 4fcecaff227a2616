/** Finds English in what a Chinese page shows or tells a screen reader. */

/** Names that are the same in every language. */
const names = [
  "I-AM-G Studio",
  "IP-Adapter",
  "LoRA",
  "Stable Diffusion",
  "ONNX Runtime",
  "OpenAI",
  "MovieLens",
  "Shopify",
  "WooCommerce",
  "Google Merchant",
  "Akeneo",
  "Pimcore",
  "Excel",
  "JSON Lines",
  "WebGPU",
  "DirectML",
  "CoreML",
  "DPM-Solver++",
  "Karras",
  "llava",
  "starter",
  "state dict",
  // The name of a language is said in it.
  "English",
  // Names of layouts are folders', too: small letters.
  "sale",
  // Keys of the keyboard.
  "Ctrl",
  "Shift",
  "Alt",
  "Delete",
  "Enter",
  "px",
  "kB",
  // Names of networks, files, fields and values, in sentences for whoever makes a pack.
  "U-Net",
  "IS-Net",
  "state dict",
  "torchvision",
  "lpips",
  "alex",
  "vgg",
  "heads",
  "AlexNet",
  "ONNX Runtime",
  "cuDNN",
  "safetensors",
  "tokenizer",
  "WebP",
  "images/",
  "pool-….lance",
  "NaN",
  "size",
  "mean",
  "std",
  "foreground",
  "steps",
  "true",
  "false",
  "gbk",
  "gb18030",
  "https",
  "http",
  "pack add",
  // What is typed to set up a farm, and a heading of README.
  "openssl rand",
  "maxmemory-policy",
  "appendonly yes",
  "Draw on many machines",
  // What is typed to teach a product, in the language of the pack.
  "a photo of",
  "zqx",
  "bag",
  "shoe",
  "lamp",
  // Values of flags of the command line.
  "endpoint",
  "dmy",
  "mdy",
  ":crop",
  ":extend",
  ":pad",
  "Excel",
]

const attributes = [
  "aria-label",
  "aria-description",
  "aria-roledescription",
  "aria-valuetext",
  "alt",
  "placeholder",
  "title",
]

/** Its host and port may be named in Chinese, with a colon between. */
const queueAddress = /rediss?:\/\/[^\s；]*/g

/** What may stand in a Chinese text as it is: places of values, addresses, files and paths, code, encodings, and names. */
const allowed = new RegExp(
  [
    String.raw`\{\w+\}`,
    String.raw`https?:\/\/\S+`,
    queueAddress.source,
    String.raw`\/[^\s，。；：、”）]*`,
    "`[^`]*`",
    "iamg [a-z]+",
    "--[a-z-]+",
    String.raw`\b(?:utf|gb|big5|shift_jis|euc|koi8|windows|iso-8859)[\w-]*`,
    String.raw`\b[\w-]+\.[a-z]{2,11}\b`,
    String.raw`\b\w+_\w+\b(?:\([^)]*\))?`,
    ...names.map(name => name.replaceAll(/[+.]/g, String.raw`\$&`)),
  ].join("|"),
  "gi",
)

const chinese = /[一-鿿]/
/** A word with small letters. Ids and units of one letter, and names in capitals, are none. */
const word = /[A-Za-z]*[a-z][A-Za-z]+|[a-z]{2,}/
/** One word inside a Chinese text is a term of its own, as `safetensors`; two in a row are a phrase. */
const phrase = new RegExp(`(?:${word.source})[ -](?:${word.source})`)
/** A mark of English between Chinese: a Chinese text has its own. */
const mark = /[一-鿿）”][,;:!?](?:\s|$|[一-鿿])|[一-鿿）”]\.(?:\s|$)/

/** The texts that are English, hold a phrase of it, or have an English mark after a Chinese word. */
export function englishIn(texts: Iterable<string>): string[] {
  const found = new Set<string>()
  for (const text of texts) {
    const rest = text.replaceAll(allowed, " | ")
    const isEnglish = chinese.test(text)
      ? phrase.test(rest) || mark.test(text.replaceAll(queueAddress, ""))
      : word.test(rest)
    if (isEnglish) found.add(text.trim())
  }
  return [...found]
}

/** Every text of the document, seen or heard. What the program logs is English for whoever mends it. */
export function* textsOf(root: Element = document.body): Generator<string> {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, node =>
    node instanceof Element &&
    (node.matches("script, style, [role=log]") || node.closest("vite-error-overlay"))
      ? NodeFilter.FILTER_REJECT
      : NodeFilter.FILTER_ACCEPT,
  )
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Element) {
      for (const name of attributes) {
        const value = node.getAttribute(name)
        if (value) yield value
      }
    } else if (node.textContent?.trim()) yield node.textContent
  }
}
