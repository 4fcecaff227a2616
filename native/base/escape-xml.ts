/** A text as it stands between two tags of XML. */
export const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

/** A text as it stands in an attribute of XML, in quotes of either kind. */
export const escapeXmlAttribute = (text: string): string =>
  escapeXml(text).replaceAll('"', "&quot;").replaceAll("'", "&apos;")
