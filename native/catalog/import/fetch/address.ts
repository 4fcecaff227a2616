/** Addresses of pictures on the web, and the hosts that a user agrees to. */

/** The address that a row names; undefined for files and for data:, ftp: and others, which are never fetched. */
export function webAddress(image: string): URL | undefined {
  const text = image.trim()
  if (!/^(https?:)?\/\//i.test(text)) return undefined
  const whole = text.startsWith("//") ? `https:${text}` : text
  if (!URL.canParse(whole)) return undefined
  const address = new URL(whole)
  // Nobody's password is sent.
  address.username = ""
  address.password = ""
  address.hash = ""
  return address
}

/** As consent names it: in lower case, with a port where it isn't the usual one. An address stands for its host. */
export function hostNamed(text: string): string | undefined {
  const named = text.trim()
  const isAddress = webAddress(named) !== undefined
  if (!isAddress && /[/\\*@?#\s]/.test(named)) return undefined
  return webAddress(isAddress ? named : `https://${named}`)?.host
}
