import { expect, test } from "vitest"
import { growsLinearly } from "./fixtures/growth.ts"
import { splitTags, tagsOf } from "./tag-list.ts"

test.each([
  ["commas", "red, dark blue,green,,", ["red", "dark blue", "green"]],
  ["commas of other scripts", "红色，深蓝、绿色；黑色", ["红色", "深蓝", "绿色", "黑色"]],
  ["Arabic commas", "أحمر، أزرق؛ أخضر", ["أحمر", "أزرق", "أخضر"]],
  ["Japanese commas", "赤、青｜緑､黒", ["赤", "青", "緑", "黒"]],
  ["bars, semicolons and tabs", "red|blue; green\tblack", ["red", "blue", "green", "black"]],
  [
    "line breaks of any kind",
    "red\nblue\r\ngreen\rblack\u2028white",
    ["red", "blue", "green", "black", "white"],
  ],
  ["slashes", "red/dark blue / green", ["red", "dark blue", "green"]],
  ["Chinese slashes", "红/蓝／绿", ["红", "蓝", "绿"]],
  [
    "slashes that belong to a tag",
    "AC/DC, 1/2 inch, 24/7, w/o sugar, TV/DVD, S/M/L",
    ["AC/DC", "1/2 inch", "24/7", "w/o sugar", "TV/DVD", "S/M/L"],
  ],
  ["an address", "https://example.org/red/blue", ["https://example.org/red/blue"]],
  [
    "ampersands and hyphens",
    "salt & pepper, R&B, art-deco, '80s, women's wear",
    ["salt & pepper", "R&B", "art-deco", "'80s", "women's wear"],
  ],
  ["entities", "salt &amp; pepper, caf&eacute;", ["salt & pepper", "café"]],
  ["elements", "<ul><li>red</li><li><b>blue</b></li></ul>", ["red", "blue"]],
  ["JSON", '["red", "dark blue", "it\'s"]', ["red", "dark blue", "it's"]],
  ["JSON with escapes", '["\\u7ea2\\u8272", "a\\"b"]', ["红色", "ab"]],
  ["JSON objects", '[{"tag": "red"}, {"tag": "blue"}]', ["red", "blue"]],
  ["JSON of weights", '{"dark": 0.9, "moody": 0.8}', ["dark", "moody"]],
  ["a list of Python", "['red', 'dark blue', \"women's\"]", ["red", "dark blue", "women's"]],
  ["a tuple and a set of Python", "('red', u'blue')", ["red", "blue"]],
  ["a list of Python with escapes", "{'\\u7ea2', '\\u84dd'}", ["红", "蓝"]],
  ["a list without quotes", "[red, dark blue]", ["red", "dark blue"]],
  ["a list that was cut short", '["red", "blue', ["red", "blue"]],
  ["brackets within a tag", "shirt (blue), pan [large]", ["shirt (blue)", "pan [large]"]],
  ["a known label", "Tags: red, blue", ["red", "blue"]],
  ["a Chinese label", "标签：红色、蓝色", ["红色", "蓝色"]],
  ["a label in bold", "**关键词**：红色，蓝色", ["红色", "蓝色"]],
  [
    "colons that belong to a tag",
    "Alien: Covenant, 16:9, 3:10 to Yuma",
    ["Alien: Covenant", "16:9", "3:10 to Yuma"],
  ],
  ["bullets", "- red\n* blue\n• green\n· black\n✓ white", ["red", "blue", "green", "black", "white"]],
  [
    "numbers",
    "1. red\n2) blue\n3、绿色\n(4) black\n⑤ white\n10. gold",
    ["red", "blue", "绿色", "black", "white", "gold"],
  ],
  ["numbers in a line", "1. red, 2. blue", ["red", "blue"]],
  [
    "numbers that belong to a tag",
    "3.5 inch, 2001, 7.1 sound, -5 degrees",
    ["3.5 inch", "2001", "7.1 sound", "-5 degrees"],
  ],
  [
    "a table",
    "| # | Tag | Score |\n|---|:---:|---|\n| 1 | red | 0.9 |\n| 2 | dark blue | 0.7 |",
    ["red", "dark blue"],
  ],
  ["a table of another head", "Kind | What\n--- | ---\nred | 0.9\nblue | 3", ["red", "blue"]],
  ["a table without rule", "|red|blue|\n|green|black|", ["red", "blue", "green", "black"]],
  ["hashtags", "#red #film_noir #C# #darkBlue", ["red", "film noir", "C#", "darkBlue"]],
  ["Chinese hashtags", "#红色#深蓝# #绿色", ["红色", "深蓝", "绿色"]],
  ["signs that are no hashtags", "C#, #1 seller, F# minor", ["C#", "#1 seller", "F# minor"]],
  ["code fences", '```json\n["red", "blue"]\n```', ["red", "blue"]],
  ["a fence in one line", "```red, blue```", ["red", "blue"]],
  ["quotes and stops", "“red”, «blue», 「緑」, 'black', white.", ["red", "blue", "緑", "black", "white"]],
  ["repetition", "red, blue, red", ["red", "blue"]],
  ["nothing", " , ;; [] -- \n", []],
  ["surrogates without a partner", "red\ud800, blue", ["red\ufffd", "blue"]],
])("a list with %s", (_kind, text, expected) => {
  expect(splitTags(text)).toEqual(expected)
})

test("any label is taken away where every tag may have one", () => {
  const options = { labels: "any" } as const
  expect(splitTags("Colour: dark blue, Style：film noir", options)).toEqual(["dark blue", "film noir"])
  expect(splitTags("dark: 0.9\nmoody: 80%", options)).toEqual(["dark", "moody"])
  expect(splitTags("16:9, http://x.org", options)).toEqual(["16:9", "http://x.org"])
  expect(splitTags('Here: {"mood": ["dark"], "colour": "red, blue"} Enjoy!', options)).toEqual([
    "dark",
    "red",
    "blue",
  ])
})

test("values of JSON give their texts", () => {
  expect(tagsOf(["red", "blue, green", ["black"], 5, null, true])).toEqual([
    "red",
    "blue",
    "green",
    "black",
    "5",
  ])
  expect(tagsOf(["red/blue", "black/white"])).toEqual(["red/blue", "black/white"])
  expect(tagsOf("red|blue")).toEqual(["red", "blue"])
  expect(tagsOf(undefined)).toEqual([])
  expect(tagsOf(7)).toEqual(["7"])
})

test("its time grows with the text's length alone", async () => {
  const worst = [
    "[",
    "(",
    "{'",
    '[["',
    "/",
    "a/",
    "#a",
    "#红",
    "|-|\n",
    "```",
    "```a ",
    "'",
    "\\u",
    ".",
    "!",
    "1.",
    "a:",
    "<a>",
    "[ ",
    "\n",
  ]
  const split = (length: number) => {
    for (const piece of worst) splitTags(piece.repeat(length / piece.length), { labels: "any" })
  }
  expect(await growsLinearly(split, 20_000)).toBeLessThan(3)
})
