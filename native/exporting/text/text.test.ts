import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { describe, expect, test } from "vitest"
import { breakable, fitBlock, fitLine, graphemesOf } from "./fit.ts"
import { addFont, missingCharacters } from "./fonts.ts"
import { directionOf, languageOf, lineWidth, plainLine, setLine } from "./line.ts"
import { BrokenFont, covers, fontOfWoff, readAtOf, readFaces, renamedFont } from "./sfnt.ts"
import { samplesHere } from "./testing.ts"

const require = createRequire(import.meta.url)
const interGreek = () =>
  fontOfWoff(readFileSync(require.resolve("@fontsource/inter/files/inter-greek-400-normal.woff")))

describe("a font file", () => {
  test("says its family and its characters", () => {
    const [face] = readFaces(readAtOf(interGreek()))
    expect(face!.family).toBe("Inter")
    expect([covers(face!.coverage, 0x3bb), covers(face!.coverage, 0x6df1)]).toEqual([true, false])
  })

  test("under another name is the same font", () => {
    const [face] = readFaces(readAtOf(renamedFont(interGreek(), "Other")))
    expect(face).toEqual({ ...readFaces(readAtOf(interGreek()))[0], family: "Other" })
  })

  test.each([
    ["text", Buffer.from("this is no font, whatever its name says")],
    ["nothing", Buffer.alloc(0)],
    ["a short one", interGreek().subarray(0, 900)],
    ["one whose tables lie", Buffer.concat([interGreek().subarray(0, 12), Buffer.alloc(400, 0xff)])],
  ])("that is %s is refused", (_, bytes) => {
    expect(() => readFaces(readAtOf(bytes))).toThrow(BrokenFont)
  })
})

describe("a line", () => {
  test("stands on its baseline whatever its letters", async () => {
    const of = (text: string) => setLine(text, { size: 100 })
    const [high, low, deep] = [await of("H"), await of("x"), await of("xg")]
    // Inter: capitals are 1490 units of 2048 high, an x 1118.
    expect(Math.abs(high.above - 100 * (1490 / 2048))).toBeLessThan(2)
    expect(Math.abs(high.height - high.above)).toBeLessThanOrEqual(1)
    expect(Math.abs(low.above - 100 * (1118 / 2048))).toBeLessThan(3)
    expect(Math.abs(deep.above - low.above)).toBeLessThanOrEqual(1)
    expect(deep.height - deep.above).toBeGreaterThan(15)
  })

  test("takes markup for words", async () => {
    const [words, bold] = [
      await lineWidth("<b>x</b> & y", { size: 40 }),
      await lineWidth("x & y", { size: 40 }),
    ]
    expect(words).toBeGreaterThan(bold * 2)
  })

  test("without ink is empty, and controls are left out", async () => {
    expect(await lineWidth(" \u0000\u200b\n", { size: 40 })).toBe(0)
    expect(plainLine("a\u0000\tb\ud800")).toBe("a b\ufffd")
  })

  test("is set in the size, weight and colour asked for", async () => {
    const plain = await setLine("Hamburg", { size: 50, fill: "#ff0000" })
    const bold = await setLine("Hamburg", { size: 50, weight: 600 })
    expect(bold.width).toBeGreaterThan(plain.width)
    expect((await lineWidth("Hamburg", { size: 100 })) / plain.width).toBeCloseTo(2, 1)
    const solid = Array.from({ length: plain.width * plain.height }, (_, at) => at).find(
      at => plain.data[4 * at + 3] === 255,
    )!
    expect([...plain.data.subarray(4 * solid, 4 * solid + 3)]).toEqual([255, 0, 0])
  })

  test("of a layout's own font is set in it, also when words were set before", async () => {
    const path = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"
    if (!existsSync(path)) return console.error("\n*** SKIPPED: DejaVu Serif isn't here. ***\n")
    const before = await setLine("Own", { size: 40 })
    const { family, name } = await addFont(readFileSync(path))
    expect(name).toBe("DejaVu Serif")
    const own = await setLine("Own", { size: 40, families: [family] })
    expect(own.data.equals(before.data)).toBe(false)
    expect(own.data.equals((await setLine("Own", { size: 40, families: ["DejaVu Serif"] })).data)).toBe(true)
  })

  test.each(samplesHere())(
    "in %s is joined and whole: cutting it into letters gives other ink",
    async (script, text) => {
      const whole = await setLine(text, { size: 48 })
      expect(whole.width).toBeGreaterThan(48)
      if (!["Arabic", "Thai", "Devanagari"].includes(script)) return
      let apart = 0
      for (const letter of text) apart += await lineWidth(letter, { size: 48 })
      expect(Math.abs(apart - whole.width)).toBeGreaterThan(10)
    },
  )
})

test("direction and language follow the first letters", () => {
  expect(["12 قصة", "(שלום) x", "x שלום", "深圳", ""].map(directionOf)).toEqual([
    "rtl",
    "rtl",
    "ltr",
    "ltr",
    "ltr",
  ])
  expect(["深圳", "日本の", "배 船", "ship"].map(languageOf)).toEqual(["zh-CN", "ja", "ko", null])
})

test("a script that no font has is found, and what shows nothing isn't missed", () => {
  expect(missingCharacters("a\u200d\ufe0f \u{f1234}λ")).toEqual([])
  // Kaktovik numerals: systems have no font for them.
  expect(missingCharacters("a\u{1d2c0}λ")).toEqual(["\u{1d2c0}"])
})

describe("text that is too long", () => {
  test("ends in an ellipsis within its width", async () => {
    const style = { size: 18 }
    const cut = await fitLine("The lighthouse at the end of the world", 120, style)
    expect(cut).toMatch(/^The light.*…$/)
    expect(await lineWidth(cut, style)).toBeLessThanOrEqual(120)
    expect(await fitLine("short", 120, style)).toBe("short")
    expect(await fitLine("short", 3, style)).toBe("")
  })

  test("is cut between graphemes", async () => {
    const family = "👨‍👩‍👧"
    expect(graphemesOf(`e\u0301${family}`)).toEqual(["e\u0301", family])
    for (const room of [40, 60, 80, 100]) {
      const cut = await fitLine("n̈n̈n̈n̈n̈n̈n̈n̈n̈n̈n̈n̈", room, { size: 20 })
      expect(cut).toMatch(/^(n̈)*…$/)
    }
  })

  test("breaks between words, also where there are no spaces, and never before a comma", () => {
    expect(breakable("one two, (three) 5 €")).toEqual(["one ", "two, ", "(three) ", "5 ", "€"])
    const chinese = breakable("深圳的故事，很长")
    expect(chinese.length).toBeGreaterThan(3)
    expect(chinese.some(piece => /^，/.test(piece))).toBe(false)
    expect(breakable("เรื่องราวของเรือ").length).toBeGreaterThan(1)
    expect(breakable("10\u00a0kg of")).toEqual(["10\u00a0kg ", "of"])
  })

  const room = { width: 300, height: 200, lines: 3, size: 60, smallest: 30, leading: 1.2 }
  const long = "The lighthouse at the end of the world and of all that lies behind it, once more and for ever"

  test("first wraps, then shrinks, then is cut", async () => {
    expect(await fitBlock("One", room, {})).toEqual({ lines: ["One"], size: 60, isCut: false })
    expect(await fitBlock("One or another", room, {})).toMatchObject({
      size: 60,
      isCut: false,
      lines: { length: 2 },
    })
    const shrunk = await fitBlock("The lighthouse at the end of the world", room, {})
    expect(shrunk!.size).toBeLessThan(60)
    expect(shrunk!.isCut).toBe(false)
    const cut = await fitBlock(long, room, {})
    expect(cut).toMatchObject({ size: 30, isCut: true, lines: { length: 3 } })
    expect(cut!.lines[2]).toMatch(/…$/)
    for (const line of cut!.lines) expect(await lineWidth(line, { size: 30 })).toBeLessThanOrEqual(300)
  })

  test("breaks within a word that is too wide, and gives up only where no letter fits", async () => {
    const block = await fitBlock("Donaudampfschifffahrtsgesellschaft", room, {})
    expect(block).toMatchObject({ isCut: false })
    expect(await fitBlock("x", { ...room, height: 20 }, {})).toBeNull()
    expect(await fitBlock(long, { ...room, width: 4 }, {})).toBeNull()
  })
})
