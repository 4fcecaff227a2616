/**
 * Names of ESRGAN's tensors. They have been published under three schemes: the first ESRGAN's (`model.1.sub.0.RDB1.conv1.0.weight`),
 * its rewriting's (`RRDB_trunk.0.RDB1.conv1.weight`), and Real-ESRGAN's (`body.0.rdb1.conv1.weight`), which is ours.
 */
import type { KeyMap } from "../checkpoint.ts"
import { renamed } from "../checkpoint.ts"
import { type Rule, rename } from "./rules.ts"

/** What training programs put before each name; of several copies of the weights, the first of these is used. */
const wrappers = ["params_ema.", "params.", "module."]

const rewritten: readonly Rule[] = [
  [/^RRDB_trunk\.(\d+)\.RDB(\d)\./, "body.$1.rdb$2."],
  [/^trunk_conv\./, "conv_body."],
  [/^upconv(\d)\./, "conv_up$1."],
  [/^HRconv\./, "conv_hr."],
]

/** The first scheme numbers layers through, so what a number means depends on how often the picture is doubled. */
function firstScheme(names: readonly string[]): readonly Rule[] {
  const numbers = names
    .map(name => /^model\.(\d+)\.weight$/.exec(name)?.[1])
    .filter(found => found !== undefined)
    .map(Number)
    .toSorted((one, other) => one - other)
  const [last, hr] = [numbers.at(-1), numbers.at(-2)]
  const ups = numbers
    .slice(1, -2)
    .map((number, index): Rule => [new RegExp(`^model\\.${number}\\.`), `conv_up${index + 1}.`])
  return [
    [/^model\.0\./, "conv_first."],
    [/^model\.1\.sub\.(\d+)\.RDB(\d)\.conv(\d)\.0\./, "body.$1.rdb$2.conv$3."],
    [/^model\.1\.sub\.\d+\.(weight|bias)$/, "conv_body.$1"],
    ...ups,
    [new RegExp(`^model\\.${hr}\\.`), "conv_hr."],
    [new RegExp(`^model\\.${last}\\.`), "conv_last."],
  ]
}

/** The map for a file with these names. */
export function upscalerKeyMap(names: readonly string[]): KeyMap {
  const wrapper = wrappers.find(start => names.some(name => name.startsWith(start))) ?? ""
  const others = wrappers.filter(start => start !== wrapper)
  const own = names.filter(name => name.startsWith(wrapper)).map(name => name.slice(wrapper.length))
  const isFirst = own.some(name => name.startsWith("model.1.sub."))
  const rules = isFirst ? firstScheme(own) : rewritten
  return ref => {
    if (others.some(start => ref.name.startsWith(start))) return []
    if (!ref.name.startsWith(wrapper)) return [ref]
    return [renamed(ref, rename(ref.name.slice(wrapper.length), rules))]
  }
}
