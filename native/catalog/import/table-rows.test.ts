import { join } from "node:path"
import { expect, test } from "vitest"
import { temporaryFolder, writeFiles } from "../fixtures/catalogs.ts"
import { Problems } from "./problems.ts"
import { readTable, type TextTableOptions } from "./records.ts"
import { readLines, readRows } from "./table-rows.ts"

async function rowsOf(text: string | Uint8Array, options?: TextTableOptions) {
  const dir = await temporaryFolder()
  await writeFiles(dir, { "items.csv": text })
  const problems = new Problems()
  const taken: Record<string, unknown>[] = []
  for await (const { fields } of readTable(join(dir, "items.csv"), "item", problems, {}, options))
    taken.push(Object.fromEntries(fields))
  return { taken, refused: problems.listed.map(({ row }) => row) }
}

const idsOf = async (lines: string[], header = "id,title,tags,image") => {
  const { taken, refused } = await rowsOf(`${header}\n${lines.join("\n")}\n`)
  return { ids: taken.map(({ id }) => id), refused }
}

test("a stray quote costs its own row, whatever quotes its neighbours have", async () => {
  const lid = "2,Lid,Nice,p2.png"
  expect(
    await idsOf(['1,"12 inch pan,Nice,p1.png', lid, '3,Knob,"Nice, round",p3.png', "4,Pot,Nice,p4.png"]),
  ).toEqual({ ids: ["2", "3", "4"], refused: [2] })
  // Closed by nothing, by an empty field, by a doubled quote, by the end of a later field, by a stray end.
  for (const last of [
    "3,Knob,Nice,p3.png",
    '3,Knob,"",p3.png',
    '3,"""Best"" knob",Nice,p3.png',
    '3,Knob,Nice,"p3.png"',
  ])
    expect(await idsOf(['1,"pan,Nice,p1.png', lid, last])).toEqual({ ids: ["2", "3"], refused: [2] })
  expect(await idsOf(['1,Pan,Nice,"p1.png', lid, '3,Knob,Nice,p3.png"'])).toEqual({
    ids: ["2", "3"],
    refused: [2],
  })
  expect(await idsOf(['1,Pan,"Nice', '2,Lid,round",p2.png'])).toEqual({ ids: ["2"], refused: [2] })
  expect(await idsOf(['1,"Pan"x,Nice,p1.png', lid])).toEqual({ ids: ["2"], refused: [2] })
  expect(await idsOf(['1,"Pan"",Nice,p1.png', lid])).toEqual({ ids: ["2"], refused: [2] })
  expect(await idsOf(['1,"a "b" c",Nice,p1.png', lid])).toEqual({ ids: ["2"], refused: [2] })
  expect(await idsOf(['1,"pan', '2,"lid', "3,pot"], "id,title")).toEqual({ ids: ["3"], refused: [2, 3] })
  expect(await idsOf(['1,"pan', "2,lid", '3,pot"'], "id,title")).toEqual({ ids: ["2", "3"], refused: [2] })
})

test("fields of several lines are kept as they are, and the rows after them keep their lines", async () => {
  const { taken, refused } = await rowsOf(
    'id,title,text,image\n1,Pan,"Round, and flat,\r\nlight, black, new\n\n""good""",p1.png\n2,"Lid\nfor pans",,p2.png\nbad\n3,Pot,"a\nb, c",p3.png',
  )
  expect(taken).toEqual([
    { id: "1", title: "Pan", text: 'Round, and flat,\r\nlight, black, new\n\n"good"', image: "p1.png" },
    { id: "2", title: "Lid\nfor pans", text: "", image: "p2.png" },
    { id: "3", title: "Pot", text: "a\nb, c", image: "p3.png" },
  ])
  expect(refused).toEqual([8])
  expect((await rowsOf('id,title\n1,"a\nb, c, d"\n')).taken).toEqual([{ id: "1", title: "a\nb, c, d" }])
})

test("a row of several lines that lacks a field is refused once", async () => {
  expect(await idsOf(['1,Pan,"a', 'b"', "2,Lid,x,p.png"])).toEqual({ ids: ["2"], refused: [2] })
})

test("what programs write around fields isn't part of them", async () => {
  const expected = [
    { id: "1", title: "a, b; c" },
    { id: "2", title: '5" heels' },
  ]
  const files = [
    'id,title\n1,"a, b; c"\n2,5" heels\n',
    '\uFEFFid,title\r\n1, "a, b; c" \r\n2,5" heels\r\n',
    'id,title,,\n1,"a, b; c",,\n2,5" heels\n',
    'sep=;\r\nid;title\r\n1;"a, b; c"\r2;5" heels',
    'id\ttitle\n1\t"a, b; c"\n\n2\t5" heels\t\n',
    'id|title\n"1"|a, b; c\n2|"5"" heels"\n',
  ]
  for (const file of files) expect(await rowsOf(file)).toEqual({ taken: expected, refused: [] })
  expect((await rowsOf("sep=;\nid;title\n1\n2;x\n")).refused).toEqual([3])
})

test("quotes within fields may be escaped by backslashes, and fields quoted by apostrophes", async () => {
  const expected = [
    { id: "1", title: 'a "b" c', text: "x" },
    { id: "2", title: "C:\\", text: "y" },
    { id: "3", title: 'one\ntwo "three", four', text: "z" },
  ]
  const backslashes = '1,"a \\"b\\" c",x\n2,"C:\\",y\n3,"one\ntwo \\"three\\", four",z\n'
  expect(await rowsOf(`id,title,text\n${backslashes}`)).toEqual({ taken: expected, refused: [] })
  const apostrophes = "'1','it''s, here','x'\n'2','12\" pan',''\n'3','two\nlines','z'\n"
  expect((await rowsOf(`'id','title','text'\n${apostrophes}`)).taken).toEqual([
    { id: "1", title: "it's, here", text: "x" },
    { id: "2", title: '12" pan', text: "" },
    { id: "3", title: "two\nlines", text: "z" },
  ])
  const plain = "1,'tis the season,x\n2,rock 'n',y\n3,'quoted',z\n"
  expect((await rowsOf(`id,title,text\n${plain}`)).taken.map(({ title }) => title)).toEqual([
    "'tis the season",
    "rock 'n'",
    "'quoted'",
  ])
})

test("a backslash in one row says nothing about its neighbours", async () => {
  const rows = ['1,"a \\", b",x', "2,ok,y", '3,"C:\\",z', '4,"\\"all\\"",w']
  const { taken, refused } = await rowsOf(`id,title,text\n${rows.join("\n")}\n`)
  expect(taken.map(({ id, title }) => [id, title])).toEqual([
    ["1", 'a ", b'],
    ["2", "ok"],
    ["3", "C:\\"],
    ["4", '"all"'],
  ])
  expect(refused).toEqual([])
})

test("remarks above the header, empty rows and marks within a file are passed over", async () => {
  const expected = {
    taken: [
      { id: "1", title: "Pan" },
      { id: "2", title: "Lid" },
    ],
    refused: [],
  }
  const files = [
    "# Exported 2026-11-01, by shop\n\nid,title,,\n1,Pan,,\n,,,\n  \n2,Lid,,\n",
    'id,title\n1,\t"Pan"\t\n\uFEFF2,\u00a0"Lid"\n',
    "\uFEFFsep=|\r\nid|title\r1|Pan\n2|Lid",
    "id;title\n1;Pan\n2;Lid\n",
  ]
  for (const file of files) expect(await rowsOf(file)).toEqual(expected)
  const prices = "id;title;price, net\n1;Pan, round;1,5\n2;Lid, flat;2,5\n"
  expect((await rowsOf(prices)).taken[0]).toEqual({ id: "1", title: "Pan, round", "price, net": "1,5" })
})

test("a row with zero bytes is refused, and a file of them is no table", async () => {
  expect(await idsOf(["1,a\0b,x,p.png", "2,Lid,x,p.png"])).toEqual({ ids: ["2"], refused: [2] })
  await expect(rowsOf(Buffer.from([0x89, 0x50, 0, 0, 0x0d, 0x0a, 0, 1, 2, 0, 0]))).rejects.toMatchObject({
    code: "catalog.broken_file",
  })
})

test("columns of one name are all kept, and columns without a name are passed over", async () => {
  const { taken } = await rowsOf("id,Image Src,,image src,title\n1,a.png,x,b.png,Pan\n")
  expect(taken).toEqual([{ id: "1", "image src": "a.png", "image src (2)": "b.png", title: "Pan" }])
})

test("a header with a stray quote is an error of the file", async () => {
  await expect(rowsOf('id,"title,image\n1,a,b\n')).rejects.toMatchObject({
    code: "catalog.broken_file",
    details: { problem: { code: "catalog.stray_quote" } },
  })
})

test("20,000 columns are read whole", async () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `c${index}`)
  const { taken } = await rowsOf(`${names.join(",")}\n${names.join(",")}\n`)
  expect(Object.keys(taken[0]!)).toHaveLength(20_000)
})

test("line ends between two pieces of a file are found once", async () => {
  async function* pieces() {
    yield* ["a,b\r", "\nc,", "d\r", "e,f\n", "\r\n", "g"]
  }
  const rows = []
  for await (const row of readRows(readLines(pieces(), "x"), { delimiter: ",", quote: '"' }, () => 2))
    rows.push(row)
  expect(rows.map(row => [row.row, "fields" in row && row.fields])).toEqual([
    [1, ["a", "b"]],
    [2, ["c", "d"]],
    [3, ["e", "f"]],
    [5, ["g"]],
  ])
})

const shortRows = async (lines: string[], header = "id,title,text,image,stock,note") => {
  const { taken, refused } = await rowsOf(`${header}\n${lines.join("\n")}\n`)
  return { taken: taken.map(row => Object.values(row).join("|")), refused }
}

test("a row that only lacks empty columns at its end is taken", async () => {
  const full = "1,Pan,Round,p1.png,5,new"
  expect(await shortRows([full, "2,Lid,Flat,p2.png", "3,Pot", "4,Cup,,p4.png,7"])).toEqual({
    taken: ["1|Pan|Round|p1.png|5|new", "2|Lid|Flat|p2.png||", "3|Pot||||", "4|Cup||p4.png|7|"],
    refused: [],
  })
  // Prose with commas in quotes holds no further fields.
  expect((await shortRows([full, '2,"Lid, flat","Big, flat",p2.png'])).taken[1]).toBe(
    "2|Lid, flat|Big, flat|p2.png||",
  )
  // All rows lack them.
  expect(await shortRows(["1,Pan,Round,p1.png", "2,Lid,Flat,p2.png"])).toMatchObject({ refused: [] })
  expect(await shortRows(["A B,Pan,,p1.png,1,x", "C D,Lid,,p2.png"])).toMatchObject({ refused: [] })
})

test("a row that may have swallowed or lost something is refused", async () => {
  const full = "1,Pan,Round,p1.png,5,new"
  // A quote took fields, or the line break and what follows.
  expect(await shortRows([full, '2,"Lid,Flat,p2.png",3'])).toMatchObject({ refused: [3] })
  expect(await shortRows([full, '2,Lid,"Flat', 'and round",p2.png'])).toMatchObject({ refused: [3] })
  // A column in the middle is missing: what follows stands too far left.
  expect(await shortRows([full, "2,Lid,p2.png,3,new"])).toMatchObject({ refused: [3] })
  expect(await shortRows([full, "2,Lid,Flat,3"])).toMatchObject({ refused: [3] })
  expect(await shortRows(["1,Pan,p1.png", full])).toMatchObject({ refused: [2] })
  // An unquoted line break tore it apart: both parts are refused.
  expect(await shortRows([full, "2,Lid,Flat", "and round,p2.png,3,new", "3,Pot"])).toMatchObject({
    refused: [3, 4],
  })
  expect(await shortRows([full, "2,Lid,Flat", "round", "3,Pot"])).toMatchObject({ refused: [3, 4] })
})

test("the last row of a file that ends within it may have been cut off", async () => {
  const start = "id,title,text,image\n1,Pan,Round,p1.png\n"
  expect((await rowsOf(`${start}2,Li`)).refused).toEqual([3])
  expect((await rowsOf(`${start}2,Lid\n`)).refused).toEqual([])
  // Where other rows lack columns, too, that one lacks them as well.
  expect((await rowsOf(`${start}2,Lid\n3,Pot`)).refused).toEqual([])
})
