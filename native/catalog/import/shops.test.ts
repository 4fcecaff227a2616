/** The exports of shops, as they write them. */
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import type { Reading } from "../../contract/import.ts"
import { picture, temporaryFolder, writeFiles } from "../fixtures/catalogs.ts"
import { createWorkspace, type Workspace } from "../workspace.ts"
import { importCatalog } from "./import.ts"

const scenarios = ["movie-poster", "product"]

async function imported(
  files: Record<string, string>,
  pictures: string[],
  choices: Reading & { path?: string } = {},
) {
  const dir = await temporaryFolder()
  await writeFiles(dir, files)
  for (const [at, name] of pictures.entries()) await writeFiles(dir, { [name]: await picture(at * 20) })
  const workspace: Workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  onTestFinished(() => workspace.close())
  const report = await importCatalog(workspace, join(dir, choices.path ?? ""), { scenarios, ...choices })
  return { workspace, report, problems: report.problems.map(({ row, code }) => `${row} ${code}`) }
}

test("Shopify: rows of a handle are one product, with the pictures and the fields of all of them", async () => {
  const { workspace, report, problems } = await imported(
    {
      "products_export_1.csv": [
        "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src,Image Position,Variant Image",
        'red-shirt,Red shirt,"<p>Soft &amp; warm</p>",Acme,Shirts,"summer, cotton",TRUE,Size,S,R-S,19.90,images/a.png,1,',
        "red-shirt,,,,,,,,M,R-M,21.90,images/b.png,2,",
        'red-shirt,,,,,,,,"L,R-L,21.90,images/d.png,3,',
        "red-shirt,,,,,,,,,,,images/c.png,3,images/a.png",
        "pan,Pan,,Acme,,,TRUE,Title,Default Title,P-1,30.00,images/d.png,1,",
        "lid,,,,,,,,M,L-M,5.00,images/a.png,2,",
      ].join("\n"),
    },
    ["images/a.png", "images/b.png", "images/c.png", "images/d.png"],
  )
  expect(report).toMatchObject({
    format: "shopify",
    items: { added: 2, refused: 2 },
    pictures: { kept: 2, refused: 0 },
  })
  expect(problems).toEqual(["4 catalog.malformed_row", "7 table.nothing_continued"])
  const shirt = await workspace.findItem("red-shirt")
  expect(shirt).toMatchObject({
    title: "Red shirt",
    description: "Soft & warm",
    tags: ["summer", "cotton", "Shirts"],
  })
  const { fields, pictures } = workspace.itemExtras("red-shirt")
  expect(pictures).toHaveLength(2)
  expect(pictures[0]).toMatchObject({ width: 16, height: 16 })
  expect(pictures.map(({ image }) => image)).not.toContain(shirt.image)
  expect(fields).toMatchObject({ vendor: "Acme", "variant price": "19.90", "option1 value": "S" })
  expect(Object.keys(fields)).not.toContain("title")
})

test("WooCommerce: variations go on with their product, by SKU or by id, before it or after it", async () => {
  const { workspace, report } = await imported(
    {
      "wc-product-export.csv": [
        'ID,Type,SKU,Name,Published,"Is featured?","Visibility in catalog","Short description",Description,"Regular price",Categories,Tags,Images,Parent',
        "11,variation,TS-1,T-shirt - Red,1,0,visible,,,10,,,b.png,id:10",
        '10,variable,TS,T-shirt,1,0,visible,Soft,,,"Clothing > T-shirts, Sale","cotton, soft","a.png, c.png",',
        "12,variation,TS-2,T-shirt - Blue,1,0,visible,,,12,,,d.png,TS",
        ",simple,CAP-1,Cap,1,0,visible,,Warm,8,,,a.png,",
      ].join("\n"),
    },
    ["a.png", "b.png", "c.png", "d.png"],
  )
  expect(report).toMatchObject({
    format: "woocommerce",
    items: { added: 2, refused: 0 },
    pictures: { kept: 3 },
  })
  expect(await workspace.findItem("10")).toMatchObject({
    description: "Soft",
    tags: ["cotton", "soft", "Clothing", "T-shirts", "Sale"],
  })
  expect(workspace.itemExtras("10").fields).toMatchObject({ sku: "TS", "regular price": "10" })
  expect(await workspace.findItem("CAP-1")).toMatchObject({ title: "Cap", description: "Warm" })
})

test("Google Merchant: TSV and RSS give the same items", async () => {
  const tsv = [
    "id\ttitle\tdescription\tlink\timage_link\tadditional_image_link\tproduct_type\tgoogle_product_category\tprice",
    "A1\tBlue lamp\tFor desks\thttps://shop.example/a1\ta.png\tb.png,c.png\tHome > Lamps\t2956\t25.00 EUR",
    "A2\tR&B record\t\thttps://shop.example/a2\tb.png\t\tMusic\t\t9.00 EUR",
  ].join("\n")
  const rss = `<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel><title>Shop</title><link>https://shop.example</link>
<item><g:id>A1</g:id><g:title>Blue lamp</g:title><g:description>For desks</g:description><link>https://shop.example/a1</link>
  <g:image_link>a.png</g:image_link><g:additional_image_link>b.png</g:additional_image_link>
  <g:additional_image_link>c.png</g:additional_image_link><g:product_type>Home &gt; Lamps</g:product_type>
  <g:google_product_category>2956</g:google_product_category><g:price>25.00 EUR</g:price></item>
<item><g:id>A2</g:id><title><![CDATA[R&B record]]></title><link>https://shop.example/a2</link><g:image_link>b.png</g:image_link>
  <g:product_type>Music</g:product_type><g:price>9.00 EUR</g:price></item>
</channel></rss>`
  const pictures = ["a.png", "b.png", "c.png"]
  const table = await imported({ "feed.tsv": tsv }, pictures)
  const feed = await imported({ "feed.xml": rss }, pictures)
  expect(table.report).toMatchObject({ format: "google", items: { added: 2 }, pictures: { kept: 2 } })
  expect({ ...feed.report, source: "" }).toEqual({ ...table.report, source: "" })
  expect(await feed.workspace.items()).toEqual(await table.workspace.items())
  expect(feed.workspace.itemExtras("A1")).toEqual(table.workspace.itemExtras("A1"))
  expect(feed.workspace.itemExtras("A1").fields).toEqual({
    link: "https://shop.example/a1",
    google_product_category: "2956",
    price: "25.00 EUR",
  })
  expect(await feed.workspace.findItem("A1")).toMatchObject({ tags: ["Home", "Lamps"] })
})

test("a feed's broken item is refused with its line, its neighbours are kept", async () => {
  const item = (id: string, title: string) =>
    `<item><g:id>${id}</g:id><g:title>${title}</g:title><g:image_link>a.png</g:image_link></item>`
  const feed = (items: string[]) => `<rss xmlns:g="x"><channel>\n${items.join("\n")}\n</channel></rss>`
  const { report, problems } = await imported(
    {
      "f.xml": feed([
        item("1", "Pan"),
        item("2", "Fish & chips"),
        item("3", "Lid</g:titel>"),
        item("4", "<b>Pot"),
        item("5", "&unknown;"),
        item("6", "Knob"),
        item("7", "a\0b"),
      ]),
    },
    ["a.png"],
  )
  expect(report.items).toMatchObject({ added: 2, refused: 5 })
  expect(problems).toEqual([3, 4, 5, 6, 8].map(row => `${row} catalog.malformed_row`))
  const refused = (files: Record<string, string>) => expect(imported(files, ["a.png"])).rejects
  const doctype = '<!DOCTYPE rss [<!ENTITY a "aaaa">]>\n'
  await refused({ "f.xml": doctype + feed([item("1", "&a;")]) }).toMatchObject({
    code: "catalog.unknown_format",
  })
  const inside = { "f.xml": `<rss>${"<a>".repeat(100)}` }
  await refused(inside).toMatchObject({ code: "catalog.unknown_format" })
  const cut = feed(Array.from({ length: 30 }, (_, at) => item(`${at}`, "Pan"))).slice(0, -40)
  await refused({ "f.xml": cut }).toMatchObject({
    code: "catalog.broken_file",
    details: { problem: { code: "table.no_xml" } },
  })
})

test("Amazon: the names of the columns stand below settings and labels, and may say more", async () => {
  const old = [
    "TemplateType=fptcustom\tVersion=2021.0\tThe top 3 rows are for Amazon.com use only.",
    "Seller SKU\tProduct Name\tProduct Description\tMain Image URL\tOther Image URL1\tSearch Terms",
    "item_sku\titem_name\tproduct_description\tmain_image_url\tother_image_url1\tgeneric_keywords",
    "K1\tKettle\tBoils\ta.png\tb.png\ttea; water",
  ].join("\n")
  const market = "[marketplace_id=ATVPDKIKX0DER]"
  const now = [
    "settings=attributeRow=3&contentLanguageTag=en_US\t\t\t",
    "SKU\tItem Name\tMain Image\tOther Image",
    `contribution_sku#1.value\titem_name${market}#1.value\tmain_product_image_locator${market}#1.media_location\tother_product_image_locator_1${market}#1.media_location`,
    "K1\tKettle\ta.png\tb.png",
  ].join("\n")
  for (const file of [old, now]) {
    const { workspace, report } = await imported({ "inventory.txt": file }, ["a.png", "b.png"])
    expect(report).toMatchObject({ format: "amazon", items: { added: 1, refused: 0 }, pictures: { kept: 1 } })
    expect(await workspace.findItem("K1")).toMatchObject({ title: "Kettle" })
  }
})

test("Akeneo and Pimcore: one language, pictures by their paths", async () => {
  const akeneo = [
    "sku;family;categories;enabled;name-de_DE;name-en_US;description-de_DE-ecommerce;description-en_US-ecommerce;image;price-EUR",
    "100;lamps;home,lamps;1;Lampe;Lamp;Hell;Bright;files/100/a.png;25",
  ].join("\n")
  const { workspace, report } = await imported({ "export.csv": akeneo }, ["files/100/a.png"])
  expect(report).toMatchObject({ format: "akeneo", items: { added: 1 } })
  expect(await workspace.findItem("100")).toMatchObject({
    title: "Lamp",
    description: "Bright",
    tags: ["home", "lamps"],
  })
  expect(workspace.itemExtras("100").fields).toMatchObject({ "name-de_de": "Lampe", "price-eur": "25" })

  const pimcore = [
    "id;fullpath;key;published;sku;name#en;description#en;mainImage",
    "7;/products/lamp;lamp;1;L-7;Lamp;Bright;/assets/a.png",
  ].join("\n")
  const second = await imported({ "objects.csv": pimcore }, ["assets/a.png"])
  expect(second.report).toMatchObject({ format: "pimcore", items: { added: 1 } })
  expect(await second.workspace.findItem("L-7")).toMatchObject({ title: "Lamp", description: "Bright" })
})

test("any table with an id and a title is read; of several, the one that the user names", async () => {
  const one = "商品编号,商品名称,主图,价格\n7,女裙,a.png,99\n"
  const { workspace, report } = await imported({ "商品.csv": one }, ["a.png"])
  expect(report).toMatchObject({ format: "table", items: { added: 1 } })
  expect(await workspace.findItem("7")).toMatchObject({ title: "女裙" })
  expect(workspace.itemExtras("7").fields).toEqual({ 价格: "99" })
  const two = { "a.csv": one, "b.csv": one }
  await expect(imported(two, ["a.png"])).rejects.toMatchObject({
    code: "table.several_tables",
    details: { files: ["a.csv", "b.csv"] },
  })
  expect((await imported(two, ["a.png"], { path: "b.csv" })).report.items.added).toBe(1)
})

test("JSON Lines of any name are a table, among others the one that the user names", async () => {
  const lines = '{"id":"1","title":"Pan","image":"a.png"}\n{"title":"Lid","id":"2","image":"a.png"}\n'
  const other = '{"time":1,"user":"u"}\n'
  const alone = await imported({ "list.jsonl": lines, "log.jsonl": other }, ["a.png"])
  expect(alone.report).toMatchObject({ format: "table", items: { added: 2 } })
  const files = { "list.jsonl": lines, "other.csv": "id,title,image\n3,Pot,a.png\n" }
  await expect(imported(files, ["a.png"])).rejects.toMatchObject({ code: "table.several_tables" })
  const { workspace } = await imported(files, ["a.png"], { path: "list.jsonl" })
  expect((await workspace.items()).map(({ id }) => id).sort()).toEqual(["1", "2"])
  await expect(imported({ "log.jsonl": other }, ["a.png"])).rejects.toMatchObject({
    code: "catalog.unknown_format",
  })
})

test("a table called items is the catalog, also where it is a shop's export or one lies beside it", async () => {
  const shopify = "Handle,Title,Image Src\npan,Pan,a.png\npan,,b.png\n"
  const own = "id,title,image\n1,Lid,a.png\n"
  const pictures = ["a.png", "b.png"]
  expect((await imported({ "items.csv": shopify }, pictures)).report).toMatchObject({
    format: "shopify",
    items: { added: 1 },
    pictures: { kept: 1 },
  })
  expect((await imported({ "items.csv": own, "products.csv": shopify }, pictures)).report).toMatchObject({
    format: "csv",
    items: { added: 1 },
  })
})

test("columns are chosen by name, several for pictures, and repeated ones count all", async () => {
  const file = { "list.csv": "Nr,Text A,Bild 1,Bild 2,Bild 2,Farbe\n1,Lampe,a.png,b.png,c.png,rot\n" }
  const mapping = { id: "nr", title: "Text A", image: ["Bild 2", "bild 1"], tags: ["Farbe"] }
  const { workspace, report } = await imported(file, ["a.png", "b.png", "c.png"], { mapping })
  expect(report).toMatchObject({ items: { added: 1 }, pictures: { kept: 2 } })
  expect(await workspace.findItem("1")).toMatchObject({ title: "Lampe", tags: ["rot"] })
  const wrong = imported(file, ["a.png"], { mapping: { ...mapping, title: "Titel" } })
  await expect(wrong).rejects.toMatchObject({ code: "table.no_column", details: { column: "Titel" } })
})

test("an item is taken without those of its other pictures that can't be read", async () => {
  const rows = ["id,title,image,image", "1,Pan,a.png,none.png", "2,Lid,none.png,a.png"]
  const { workspace, report, problems } = await imported({ "items.csv": rows.join("\n") }, ["a.png"])
  expect(report).toMatchObject({ items: { added: 1, refused: 1 }, pictures: { kept: 0, refused: 1 } })
  expect(problems).toEqual(["2 catalog.image_missing", "3 catalog.image_missing"])
  expect(workspace.itemExtras("1")).toEqual({ fields: {}, pictures: [] })
})

test("a field that changes is an update, one that goes is gone, and nothing else is touched", async () => {
  const dir = await temporaryFolder()
  await writeFiles(dir, { "a.png": await picture(1) })
  const workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  onTestFinished(() => workspace.close())
  const counts = async (table: string) => {
    await writeFiles(dir, { "items.csv": table })
    return (await importCatalog(workspace, dir, { scenarios })).items
  }
  await counts("id,title,image,price\n1,Pan,a.png,9\n2,Lid,a.png,5\n")
  await workspace.setItemTags("1", { image: ["red"], text: [], own: [], tagger: "t" })
  expect(await counts("id,title,image,price\n1,Pan,a.png,8\n2,Lid,a.png,5\n")).toMatchObject({
    updated: 1,
    unchanged: 1,
  })
  expect(workspace.itemExtras("1").fields).toEqual({ price: "8" })
  expect((await workspace.itemTags("1"))?.image).toEqual(["red"])
  await counts("id,title,image\n1,Pan,a.png\n2,Lid,a.png\n")
  expect(workspace.itemExtras("1").fields).toEqual({})
})

test("MovieLens 1M: files without header, separated by ::, in Latin-1", async () => {
  const { workspace, report } = await imported(
    {
      "ratings.dat": "1::73::5::978300760\n2::73::x::978300761\n",
      "users.dat": "1::F::1::10::48067\n",
    },
    ["posters/73.png", "posters/1.png"],
    {},
  ).catch(error => ({ workspace: undefined, report: error }))
  expect(workspace).toBeUndefined()
  expect(report).toMatchObject({ code: "catalog.unknown_format" })
  const dir = await temporaryFolder()
  await writeFiles(dir, {
    "movies.dat": Buffer.from(
      '73::Mis\xe9rables, Les (1995)::Drama|Musical\n1::Toy "Story" (1995)::Comedy\n',
      "latin1",
    ),
    "ratings.dat": "1::73::5::978300760\n2::73::x::978300761\n",
    "posters/73.png": await picture(1),
    "posters/1.png": await picture(2),
  })
  const made = await createWorkspace(join(await temporaryFolder(), "w"))
  onTestFinished(() => made.close())
  const read = await importCatalog(made, dir, { scenarios })
  expect(read).toMatchObject({
    format: "movielens",
    items: { added: 2, refused: 0 },
    interactions: { taken: 1, refused: 1 },
  })
  expect(await made.findItem("73")).toMatchObject({
    title: "Misérables, Les (1995)",
    description: "Drama, Musical",
  })
  expect(await made.findItem("1")).toMatchObject({ title: 'Toy "Story" (1995)' })
})
