/** What catalogs come in: tables, sheets, feeds, lists of tags, descriptions, times, pictures. */
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import sharp from "sharp"
import { normaliseImage } from "../../../native/catalog/image.ts"
import { TimeColumn } from "../../../native/catalog/import/dates.ts"
import { partsOf, workbook } from "../../../native/catalog/import/fixtures/workbook.ts"
import { zipOf } from "../../../native/catalog/import/fixtures/zip.ts"
import { Folder } from "../../../native/catalog/import/folder.ts"
import { formats } from "../../../native/catalog/import/formats.ts"
import { Problems } from "../../../native/catalog/import/problems.ts"
import { readRecords } from "../../../native/catalog/import/records.ts"
import { takeInteractions, takeItems, takeNames } from "../../../native/catalog/import/rows.ts"
import { maskFrom, readMaskFile } from "../../../native/catalog/mask-file.ts"
import { plainText } from "../../../native/catalog/plain-text.ts"
import { splitTags } from "../../../native/catalog/tag-list.ts"
import { type ImportFormat, importFormats } from "../../../native/contract/import.ts"
import { parseTags } from "../../../native/interests/tag-answer.ts"
import { readImage } from "../../../native/models/image.ts"
import { asFile, type Parser, repeated, worstJson } from "./parser.ts"

const scenarios = ["product"]

async function allRows(path: string): Promise<void> {
  for await (const _ of readRecords(path, "item", new Problems()));
}

/** Reads a folder as an import does, as far as rows go. */
async function readFolder(dir: string, asked?: ImportFormat): Promise<void> {
  const folder = new Folder(dir, {})
  for (const format of asked ? [asked] : importFormats) {
    const source = await formats[format].open(folder, asked !== undefined)
    if (!source) continue
    const problems = new Problems()
    const items = await takeItems(source, "product", problems, { scenarios })
    const known = new Set(items.map(({ item }) => item.id))
    await takeInteractions(source, known, problems, { scenarios, dates: "dmy" }, () => false)
    await takeNames(source, problems, { scenarios }, () => false)
    return
  }
}

const quoted = (size: number) => `id,title,image\n1,"${repeated('""', size)}`
const wide = (size: number, cell: string) =>
  Array(Math.floor(size / (cell.length + 1)))
    .fill(cell)
    .join(",")

const worstTables: Parser["worst"] = {
  "quotes that never close": size => `id,title,image\n${repeated('1,"x,y\n', size)}`,
  "one quote over all rows": size => `id,title,image\n1,"${repeated("2,x,y\n", size)}`,
  "doubled quotes": quoted,
  backslashes: size => `id,title,image\n1,"${repeated("\\", size)}"\n`,
  "empty rows": size => `id,title,image\n${"\n".repeat(size)}`,
  "one row of many columns": size => `${wide(size / 2, "id")}\n${wide(size / 2, "x")}\n`,
  "a name of spaces": size => `id,title,a${" ".repeat(size)}b\n1,x,y\n`,
  "a name of brackets": size => `id,title,${"[".repeat(size)}\n1,x,y\n`,
  "a name of numbers": size => `id,title,${repeated("(1", size)}\n1,x,y\n`,
  "a name of signs": size => `id,title,${repeated("#_~", size)}\n1,x,y\n`,
  "the same id": size => `id,title,image\n${repeated("1,a,b.png\n", size)}`,
  spaces: size => `id,title,image\n1,${" ".repeat(size)},b.png\n`,
  "rows of a Shopify product": size =>
    `Handle,Title,Body (HTML),Image Src\na,A,x,1.png\n${repeated("a,,,2.png\n", size)}`,
}

/** A file of other rows than a table's, at its worst. */
const worstRows = (seed: string): Parser["worst"] => ({
  ...worstJson,
  rows: size => repeated(seed, size),
  "one long row": size => `${seed}${repeated(seed.trimEnd(), size)}`,
  quotes: size => `${seed}${'"'.repeat(size)}`,
  separators: size => `${seed}${repeated(",;|\t::", size)}`,
  "empty rows": size => `${seed}${"\n".repeat(size)}`,
})

const shops = {
  own: 'id,title,description,image,tags\n1,"A ""pan""","Deep, blue",a.png,"red, round"\n2,Lid,,b.png,\n',
  semicolons: "id;title;image;price\r\n1;Topf;a.png;9,90\r\n2;Deckel;b.png;4,50\r\n",
  shopify:
    'Handle,Title,Body (HTML),Vendor,Tags,Variant SKU,Variant Price,Image Src\npan,Pan,"<p>Deep &amp; blue</p>",Acme,"red, round",P1,9.90,https://x.example/a.png\npan,,,,,P2,9.90,b.png\n',
  woocommerce:
    'ID,Type,SKU,Name,Published,Short description,Categories,Images,Parent\n1,variable,PAN,Pan,1,"Blue",Home > Pots,"a.png, b.png",\n2,variation,PAN-S,Pan S,1,,,c.png,PAN\n',
  google:
    "id\ttitle\tdescription\timage_link\tadditional_image_link\tproduct_type\tprice\n1\tPan\tBlue\ta.png\tb.png,c.png\tHome > Pots\t9.90 EUR\n",
  amazon:
    "TemplateType=home\tVersion=1\n sku names\titem name\timage\nitem_sku\titem_name\tproduct_description\tmain_image_url\tparent_sku\nP1\tPan\tBlue\ta.png\t\n",
  akeneo:
    "sku;categories;family;enabled;name-en_US;description-en_US;image\np1;pots,blue;pans;1;Pan;Blue;a.png\n",
  remarks: "# export of today\n\n\nid,title,image\n1,A,a.png\n",
}

const feed = `<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>1</g:id><title>Pan &amp; lid</title>
<g:image_link>a.png</g:image_link><description><![CDATA[<p>Blue</p>]]></description></item><item><g:id>2</g:id><g:title>Lid</g:title></item></channel></rss>`

const sheet = {
  name: "S",
  rows: '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>title</t></is></c></row><row r="2"><c r="A2"><v>1</v></c><c r="B2" t="s"><v>0</v></c></row>',
}
const book = Buffer.from(workbook([sheet], { texts: ["<t>Salt &amp; pepper</t>"] }))

/** A workbook with other parts, so that changes get behind the zip file's checks. */
function bookOf(text: string): Buffer {
  const parts = partsOf([sheet], { texts: ["<t>x</t>"] })
  return Buffer.from(
    zipOf(parts.map(part => (/sheet1\.xml$/.test(part.name) ? { ...part, data: text } : part))),
  )
}
const sheetXml = (rows: string) =>
  `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows}</sheetData></worksheet>`

const answer =
  '<think>Hm.</think>Here are the tags:\n```json\n["dark", "moody", "film noir"]\n```\n| tag | weight |\n|---|---|\n| red | 0.9 |\n标签：红色，圆形 #night #blue_hour\n- rain\n2) "fog"'
const html =
  '<div class="a"><p>Deep &amp; <b>blue</b></p><script>x < 1</script><style>a{}</style>&lt;p&gt;a &#x41; R&B a<b</div><!-- x --><![CDATA[y]]>'

const worstTexts: Parser["worst"] = {
  "open elements": size => repeated("<div ", size),
  "opening angles": size => "<".repeat(size),
  "comments that never close": size => repeated("<!--", size),
  ampersands: size => repeated("&amp;", size),
  "entities without an end": size => repeated("&#x", size),
  "open brackets": size => repeated('["', size),
  stops: size => `a${".!".repeat(size / 2)}a`,
  hashes: size => repeated("#a", size),
  slashes: size => repeated("abc/", size),
  commas: size => ",".repeat(size),
  colons: size => repeated("a:", size),
  "thoughts that never end": size => repeated("<think>", size),
  quotes: size => repeated("'\"", size),
  bullets: size => repeated("- ", size),
  "rules of tables": size => `|a|\n|-|\n${repeated("|-|\n", size)}`,
  spaces: size => `a${" ".repeat(size)}b`,
}

const picture = (format: "png" | "jpeg" | "webp" | "gif" | "tiff" | "avif") =>
  sharp({ create: { width: 24, height: 18, channels: 3, background: "teal" } })
    .toFormat(format)
    .toBuffer()

/** Half of it kept. */
const maskOf = (width: number, height: number): Promise<Buffer> =>
  sharp(Buffer.alloc(width * height).fill(255, 0, (width * height) / 2), {
    raw: { width, height, channels: 1 },
  })
    .png()
    .toBuffer()

/** @param dir a folder for the files that they read */
export async function catalogParsers(dir: string): Promise<Parser[]> {
  const pictures = await Promise.all((["png", "jpeg", "webp", "gif", "tiff"] as const).map(picture))
  await mkdir(join(dir, "tables"))
  /** A parser for each file of a catalog that has several; the others stay as they are. */
  const filesOf = (
    catalog: string,
    { format, words }: { format?: ImportFormat; words: readonly string[] },
    files: Readonly<Record<string, string>>,
  ): Parser[] =>
    Object.entries(files).map(([name, seed]) => ({
      name: `${name} (${catalog})`,
      seeds: [seed],
      words,
      share: 0.5,
      parse: async input => {
        const folder = join(dir, catalog)
        await mkdir(folder, { recursive: true })
        for (const [other, text] of Object.entries(files))
          await writeFile(join(folder, other), other === name ? input : text)
        return readFolder(folder, format)
      },
      worst: worstRows(seed),
    }))
  const times = ["1700000000", "1700000000000", "45000.5", "02/01/2024", "2024-01-02T03:04:05Z", "2 Jan 2024"]
  return [
    {
      name: "tables",
      seeds: [...Object.values(shops), Buffer.from(shops.own, "utf16le")],
      words: [
        "Handle",
        "Title",
        "Image Src",
        "parent_sku",
        '"',
        '""',
        '\\"',
        "\r\n",
        "\t",
        ";",
        "=1+1",
        ",,,,",
      ],
      share: 3,
      parse: asFile(join(dir, "tables"), "export.csv", () => readFolder(join(dir, "tables"))),
      worst: worstTables,
    },
    {
      name: "JSON Lines",
      seeds: ['{"id":"1","title":"A","image":"a.png","tags":["x"]}\n{"id":90071992547409931,"title":"B"}\n'],
      words: ['{"id":', '"}', "\\u0000", "[[", "}\n{"],
      share: 4,
      parse: asFile(dir, "x.jsonl", allRows),
      worst: { ...worstJson, "escaped zeros": size => `{"a":"${repeated("\\\\u0000", size)}"}` },
    },
    {
      name: "feeds",
      seeds: [
        feed,
        `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title>A</title></entry></feed>`,
      ],
      words: [
        "<item>",
        "</item>",
        "<g:",
        "<![CDATA[",
        "]]>",
        "<!DOCTYPE a>",
        '<!ENTITY a "b">',
        "&a;",
        "&#x110000;",
        "<!--",
        "<?xml encoding='gbk'?>",
      ],
      share: 3,
      parse: asFile(dir, "x.xml", allRows),
      worst: {
        "open elements": size => `<rss><item>${repeated("<a>", size)}`,
        "elements of one name": size => `<rss><item>${repeated("<a>x</a>", size)}</item></rss>`,
        attributes: size => `<rss a${Array.from({ length: size / 8 }, (_, n) => ` a${n}='x'`).join("")}>`,
        entities: size => `<rss><item><id>${repeated("&amp;", size)}</id></item></rss>`,
        text: size => `<rss><item><title>${"x".repeat(size)}</title></item></rss>`,
        "a section that never closes": size => `<rss><item><![CDATA[${repeated("]]", size)}`,
      },
    },
    {
      name: "workbooks",
      seeds: [
        book,
        ...[sheet.rows, `${sheet.rows}<row r="9"><c r="C9" t="b"><v>1</v></c></row>`].map(rows =>
          bookOf(sheetXml(rows)),
        ),
      ],
      words: ["PK\u0003\u0004", "<row>", '<c r="ZZ9">', "<v>", "xl/workbook.xml"],
      share: 2,
      parse: asFile(dir, "x.xlsx", allRows),
      worst: {
        "open rows": size => bookOf(sheetXml(repeated("<row>", size))),
        cells: size => bookOf(sheetXml(`<row>${repeated("<c><v>1</v></c>", size)}</row>`)),
        "rows far apart": size =>
          bookOf(
            sheetXml(
              Array.from(
                { length: size / 40 },
                (_, n) => `<row r="${(n + 1) * 50}"><c><v>1</v></c></row>`,
              ).join(""),
            ),
          ),
      },
    },
    {
      name: "sheets",
      seeds: [sheetXml(sheet.rows)],
      words: [
        '<row r="',
        '<c r="A',
        't="s"',
        't="inlineStr"',
        "<v>",
        "</v>",
        "<is><t>",
        's="9"',
        '"1048577"',
      ],
      share: 1,
      parse: input => asFile(dir, "y.xlsx", allRows)(bookOf(input.toString())),
      worst: {
        numbers: size => sheetXml(`<row>${repeated('<c s="1"><v>45000.123456789</v></c>', size)}</row>`),
      },
    },
    ...filesOf(
      "MovieLens",
      { format: "movielens", words: ["::", "|", "(1995)", "movieId"] },
      {
        "movies.csv": "movieId,title,genres\n1,Toy Story (1995),Animation|Comedy\n",
        "ratings.csv": "userId,movieId,rating,timestamp\n1,1,4.0,964982703\n",
      },
    ),
    ...filesOf(
      "MovieLens 1M",
      { format: "movielens", words: ["::", "|", "(1995)"] },
      {
        "movies.dat": "1::Toy Story (1995)::Animation|Comedy\n",
        "ratings.dat": "1::1::5::978300760\n",
      },
    ),
    ...filesOf(
      "MIND",
      { format: "mind", words: ["\t", "N1-1 ", "AM", '[{"Label": "x"}]'] },
      {
        "news.tsv": "N1\tnews\tsub\tTitle\tAbstract\thttps://x.example\t[]\t[]\n",
        "behaviors.tsv": "1\tU1\t11/11/2019 9:05:58 AM\tN1 N2\tN1-0 N2-1\n",
      },
    ),
    ...filesOf(
      "POG",
      { format: "pog", words: [";", ",", "i1;"] },
      {
        "item_data.txt": 'i1,c1,//img.example/1.jpg,Coat, long "x"\n',
        "outfit_data.txt": "o1,i1;i2\n",
        "user_data.txt": "u1,i1;i2,o1\n",
      },
    ),
    ...filesOf(
      "own",
      { words: ['"name":', '"shopper":', "user_id", "1.7e12", "45000"] },
      {
        "items.csv": "id,title,image\n1,A,a.png\n2,B,b.png\n",
        "personas.json": '[{"name":"Mina","shopper":"u1","scenario":"product"}]',
        "interactions.csv": "user_id,item_id,timestamp,rating\nu1,1,1700000000,5\nu1,2,2024-01-02,4\n",
      },
    ),
    {
      name: "times",
      seeds: times,
      words: ["/", "-", ":", "T", "Z", "+05:30", "PM", "2024", "Jan"],
      share: 6,
      parse: input => {
        const values = input.toString().split("\n").slice(0, 1000)
        const column = new TimeColumn()
        for (const value of values) column.see(value)
        const reader = column.reader("x.csv", "dmy")
        for (const value of values) reader.read(value)
      },
      worst: {
        digits: size => "1".repeat(size),
        spaces: size => `2024${" ".repeat(size)}1`,
        many: size => repeated("02/01/2024\n", size),
        letters: size => `1 ${"J".repeat(size)} 2024`,
      },
    },
    {
      name: "answers of taggers",
      seeds: [answer, "dark, moody", "I'm sorry, I can't."],
      words: ["```json", "<think>", "</think>", "|---|", "标签：", "#", "- ", "1. ", '["', '"]', "{'"],
      share: 6,
      parse: input => parseTags(input.toString(), 8),
      worst: { ...worstTexts, ...worstJson },
    },
    {
      name: "lists of tags",
      seeds: [answer, "['dark', u'moody']", "red/blue, AC/DC", '{"dark": 0.9}'],
      words: ["，", "、", "|", "/", "u'", "\\u0041", "•"],
      share: 6,
      parse: input => splitTags(input.toString()),
      worst: { ...worstTexts, ...worstJson },
    },
    {
      name: "descriptions",
      seeds: [html, "a < b & c"],
      words: ["<p>", "</p>", "<script>", "<!--", "-->", "<![CDATA[", "&amp;", "&lt;", "<svg", '="', "/>"],
      share: 8,
      parse: input => plainText(input.toString()),
      worst: worstTexts,
    },
    {
      name: "masks",
      seeds: [await maskOf(24, 18), await maskOf(48, 36)],
      words: ["IHDR", "IDAT", "tRNS", "PLTE", "\0\0\0\0"],
      share: 2,
      parse: asFile(dir, "mask.png", async path =>
        maskFrom(await readMaskFile(path), { width: 24, height: 18 }, "mask.png"),
      ),
      worst: { "no mask": size => "\x89PNG\r\n\x1a\n".padEnd(size, "\0") },
    },
    {
      name: "pictures",
      seeds: pictures,
      words: ["\xff\xd8\xff", "IHDR", "IDAT", "\0\0\0\0", "RIFF", "WEBP", "<svg>"],
      share: 2,
      parse: asFile(dir, "picture", async path => {
        const kept = await normaliseImage(path, "picture")
        return readImage(kept.data)
      }),
      worst: { "no picture": size => "\x89PNG\r\n\x1a\n".padEnd(size, "\0") },
    },
  ]
}
