import { expect, test } from "vitest"
import { parseTags } from "./tag-answer.ts"

test.each([
  ["commas", "Dark, moody, red tones.", ["dark", "moody", "red tones"]],
  ["lines with numbers", "1. dark\n2. **moody**\n3) red tones", ["dark", "moody", "red tones"]],
  ["bullets after a preamble", 'Sure! Here are the tags:\n- "dark"\n• moody', ["dark", "moody"]],
  ["a label", "Tags: dark, moody, and red", ["dark", "moody", "red"]],
  ["labels a tag", "Color: dark blue, Style: film noir", ["dark blue", "film noir"]],
  ["an array", '["dark", "Moody"]', ["dark", "moody"]],
  ["an array cut short, fenced and badly quoted", "```json\n[\"dark\", 'moody'\n```", ["dark", "moody"]],
  ["an object with talk around it", 'Of course: {"tags": ["dark", "moody",]} Enjoy!', ["dark", "moody"]],
  ["objects", '[{"tag": "dark"}, {"tag": "moody"}]', ["dark", "moody"]],
  ["thoughts before it", "<think>red, or green?</think>dark", ["dark"]],
  ["hyphens and apostrophes", "art-deco, '80s, women's wear", ["art-deco", "'80s", "women's wear"]],
  ["a Chinese label and commas", "标签：昏暗、忧郁，红色", ["昏暗", "忧郁", "红色"]],
  ["Chinese talk before it", "当然，以下是标签：\n1. 昏暗\n2、忧郁", ["昏暗", "忧郁"]],
  ["a table", "Here are the tags:\n\n| Tag | Why |\n|---|---|\n| dark | night |", ["dark"]],
  ["hashtags", "#dark #film_noir", ["dark", "film noir"]],
  ["an escaped array", '["\\u6697"]', ["暗"]],
  ["weights", '{"dark": 0.9, "moody": 0.8}', ["dark", "moody"]],
  ["repetition", "dark, Dark, DARK ", ["dark"]],
])("tags are read from an answer with %s", (_form, answer, tags) => {
  expect(parseTags(answer, 7)).toEqual(tags)
})

test("sentences and refusals give no tags", () => {
  expect(parseTags("The poster shows a man who stands alone in the rain.", 7)).toEqual([])
  expect(parseTags("I’m sorry, I can’t help with that", 7)).toEqual([])
  expect(parseTags("海报上有一个男人独自站在雨中看着远方", 7)).toEqual([])
  expect(parseTags("抱歉，我无法识别这张图片。", 7)).toEqual([])
  expect(parseTags("", 7)).toEqual([])
  expect(parseTags("x".repeat(61), 7)).toEqual([])
})

test("no more tags are taken than asked for", () => {
  expect(parseTags("a, b, c, d, e, f, g, h, i", 7)).toEqual(["a", "b", "c", "d", "e", "f", "g"])
})
