/** How the files of a checkpoint in several parts are called by diffusers and transformers, which save such checkpoints. */

/** Of a part: the checkpoint's name, which part it is, of how many, and the variant, where it stands at the end. */
const partName = /^(.+)-(\d{5})-of-(\d{5})(?:\.(\w+))?\.safetensors$/
const anyPart = /-\d{5}-of-\d{5}(\.\w+)?\.(safetensors|bin)$/
/** diffusers writes the variant after `.index`, transformers before. */
const indexName = /^(.+)\.safetensors\.index(?:\.(\w+))?\.json$/

export const isPart = (name: string): boolean => anyPart.test(name)
export const isIndex = (name: string): boolean => indexName.test(name)

/** The checkpoint that a part or an index belongs to, by its name: `model.fp16` of `model.fp16-00001-of-00002.safetensors`. */
export function stemOf(name: string): string | undefined {
  const part = partName.exec(name)
  const [stem, variant] = part ? [part[1], part[4]] : (indexName.exec(name)?.slice(1) ?? [])
  return stem && (variant ? `${stem}.${variant}` : stem)
}

/** What the index of a checkpoint may be called. */
export function indexNamesOf(stem: string): string[] {
  const [, plain, variant] = /^(.+)\.(\w+)$/.exec(stem) ?? []
  const names = [`${stem}.safetensors.index.json`]
  if (plain) names.push(`${plain}.safetensors.index.${variant}.json`)
  return names
}

/** The parts of a checkpoint among `names`, in order, and whether all of them are there. */
export function partsOf(stem: string, names: readonly string[]): { parts: string[]; isWhole: boolean } {
  const found = names
    .filter(name => stemOf(name) === stem)
    .flatMap(name => {
      const [, , number, count] = partName.exec(name) ?? []
      return number ? [{ name, number: Number(number), count: Number(count) }] : []
    })
    .toSorted((one, other) => one.number - other.number)
  return {
    parts: found.map(({ name }) => name),
    isWhole:
      found.length > 0 && found.every(({ number, count }, at) => number === at + 1 && count === found.length),
  }
}
