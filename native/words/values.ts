/** Names of the values that a text takes: `{name}`, `{count, plural, …}`; not the words inside a plural's cases. */
export function valuesOf(text: string): string[] {
  const names = new Set<string>()
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "{") {
      const name = /^\{\s*(\w+)\s*[,}]/.exec(text.slice(at))?.[1]
      // Cases of a plural open at odd depths: “one {# item}”.
      if (name && depth % 2 === 0) names.add(name)
      depth++
    } else if (text[at] === "}") depth--
  }
  return [...names].sort()
}
