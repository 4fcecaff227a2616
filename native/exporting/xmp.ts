/**
 * XMP packets: how an image says in its own file that a model made it, and with which recipe. The mark is IPTC's
 * digitalSourceType, which the EU AI Act's readers look for; the recipe is JSON in a namespace of ours.
 */
import { XMLParser } from "fast-xml-parser"
import { escapeXml } from "../base/escape-xml.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import { noteOfIssue } from "../contract/issue.ts"
import { maxRecipeBytes, type Recipe, recipeSchema } from "../contract/recipe.ts"
import { anyRecipeSchema } from "../contract/recipe-versions.ts"
import { version } from "../version.ts"

/** IPTC's words for how a picture came to be; `composite…` where original pixels survive. */
export type SourceType = "trainedAlgorithmicMedia" | "compositeWithTrainedAlgorithmicMedia"

const sourceTypes = "http://cv.iptc.org/newscodes/digitalsourcetype"
const recipeNamespace = "urn:iamg-studio:recipe:1/"

/** Most bytes of a packet that is read: other programs add histories and thumbnails of their own. */
const maxRead = 1024 * 1024

/** An XMP packet. @throws StudioError recipe.too_large */
export function buildXmp(source: SourceType, recipe: Recipe | null): string {
  return [
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about=""',
    ' xmlns:xmp="http://ns.adobe.com/xap/1.0/"',
    ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"',
    ` xmlns:iamg="${recipeNamespace}">`,
    `<xmp:CreatorTool>I-AM-G Studio ${escapeXml(version)}</xmp:CreatorTool>`,
    `<Iptc4xmpExt:DigitalSourceType>${sourceTypes}/${source}</Iptc4xmpExt:DigitalSourceType>`,
    recipe && `<iamg:Recipe>${escapeXml(recipeJson(recipe))}</iamg:Recipe>`,
    "</rdf:Description>",
    "</rdf:RDF>",
    "</x:xmpmeta>",
    '<?xpacket end="w"?>',
  ]
    .filter(Boolean)
    .join("\n")
}

/**
 * The recipe in a packet; null when the packet holds none. Packets are untrusted.
 *
 * @param file how the user named it, for errors
 * @throws StudioError recipe.too_large, recipe.invalid
 */
export function recipeFromXmp(packet: Uint8Array, file: string): Recipe | null {
  if (packet.length > maxRead) throw tooLarge(file)
  const text = new TextDecoder().decode(packet)
  const json = readProperty(text, "Recipe", file)
  return json === undefined ? null : parseRecipe(json, file)
}

/** A recipe as text, of any version, checked. @throws StudioError recipe.too_large, recipe.invalid */
export function parseRecipe(json: string, file: string): Recipe {
  if (Buffer.byteLength(json) > maxRecipeBytes) throw tooLarge(file)
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (cause) {
    throw new StudioError("recipe.invalid", { file, problem: note("recipe.no_json", {}) }, { cause })
  }
  const parsed = anyRecipeSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new StudioError("recipe.invalid", { file, problem: noteOfIssue(parsed.error.issues[0]!) })
}

/** A recipe as text, its keys in the schema's order, without the characters that XML can't hold. @throws StudioError recipe.too_large */
function recipeJson(recipe: Recipe): string {
  const json = JSON.stringify(recipeSchema.parse(recipe)).replace(
    /[\u007f-\u009f\ufffe\uffff]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )
  if (Buffer.byteLength(json) > maxRecipeBytes) throw tooLarge(recipe.plan.item.id)
  return json
}

const tooLarge = (file: string) =>
  new StudioError("recipe.too_large", { file, limit: `${maxRecipeBytes / 1024} KB` })

type XmlNode = { [name: string]: unknown }
const isNode = (value: unknown): value is XmlNode => typeof value === "object" && value !== null

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: true,
  maxNestedTags: 20,
})

/** A property of our namespace, as an element or an attribute, under whatever prefix the last editor gave it. */
function readProperty(packet: string, name: string, file: string): string | undefined {
  // No XMP needs a document type; entities declared in one could grow without bound.
  if (/<!(DOCTYPE|ENTITY)/i.test(packet)) {
    throw new StudioError("recipe.invalid", { file, problem: note("recipe.document_type", {}) })
  }
  if (!packet.includes(recipeNamespace)) return undefined
  let root: unknown
  try {
    root = parser.parse(packet)
  } catch (cause) {
    throw new StudioError("recipe.invalid", { file, problem: note("recipe.broken_xmp", {}) }, { cause })
  }
  for (const node of nodesOf(root)) {
    const prefix = Object.keys(node)
      .find(key => node[key] === recipeNamespace)
      ?.replace("@xmlns:", "")
    const value = prefix && (node[`${prefix}:${name}`] ?? node[`@${prefix}:${name}`])
    if (typeof value === "string") return value
  }
  return undefined
}

/** The node and all below it. */
function* nodesOf(value: unknown): Generator<XmlNode> {
  if (!isNode(value)) return
  yield value
  for (const child of Object.values(value)) yield* nodesOf(child)
}
