import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { picture, temporaryFolder, writeFiles } from "../fixtures/catalogs.ts"
import { createWorkspace, type Workspace } from "../workspace.ts"
import { importCatalog } from "./import.ts"

const scenarios = ["movie-poster", "news-poster", "outfit", "product"]

async function importInto(files: Record<string, string | Uint8Array>, k: number) {
  const dir = await temporaryFolder()
  await writeFiles(dir, files)
  const workspace: Workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  onTestFinished(() => workspace.close())
  return { workspace, report: await importCatalog(workspace, dir, { scenarios, k }) }
}

test("MovieLens: posters by movieId, title and genres as text, ratings from 4 on", async () => {
  const { workspace, report } = await importInto(
    {
      "movies.csv":
        'movieId,title,genres\n1,Toy Story (1995),Adventure|Animation\n11,"American President, The (1995)",Romance\n2,Jumanji (1995),(no genres listed)\n3,No Poster (1999),Drama\n',
      "ratings.csv":
        "userId,movieId,rating,timestamp\n1,1,4.0,964982703\n1,11,5.0,964982800\n1,2,3.5,964982900\n1,3,5,964983000\n2,1,4.5,964982703\n",
      "posters/1.jpg": await picture(1),
      "posters/2.png": await picture(2),
      "posters/11.PNG": await picture(3),
    },
    1,
  )
  expect(report).toMatchObject({
    format: "movielens",
    scenario: "movie-poster",
    items: { added: 3, refused: 1 },
    interactions: { taken: 4, refused: 1, negative: 1 },
    users: { kept: 1, dropped: 1 },
  })
  expect(report.problems.map(({ file, row, code }) => [file, row, code])).toEqual([
    ["movies.csv", 5, "catalog.no_image"],
    ["ratings.csv", 5, "catalog.item_not_taken"],
  ])
  expect(await workspace.findItem("1")).toMatchObject({
    title: "Toy Story (1995)",
    description: "Adventure, Animation",
    scenario: "movie-poster",
  })
  expect(await workspace.findItem("2")).toMatchObject({ description: "" })
  expect((await workspace.findPersona("1")).items).toEqual(["11", "1"])
})

test("MIND: clicks of the history come before clicks of impressions, which have a time", async () => {
  const news = (id: string, title: string) =>
    `${id}\tsports\tsoccer\t${title}\tAbout ${title}\thttps://x/${id}.html\t[]\t[{"Label": "A"}]`
  const { workspace, report } = await importInto(
    {
      "news.tsv": `${[news("N1", 'The "Brands" Queen'), news("N2", "Two"), news("N3", "Three"), news("N4", "Four")].join("\n")}\n`,
      "behaviors.tsv": [
        "1\tU1\t11/15/2019 12:55:22 PM\tN1 N2\tN3-1 N4-0",
        "2\tU1\t11/15/2019 12:10:00 AM\tN1 N2\tN4-1 N3-0",
        "3\tU2\t11/13/2019 8:00:00 AM\t\tN3-0",
        "4\tU3\tlater\tN1\tN3-1",
        "5\tU4\t13/45/2019 8:00:00 AM\tN1 N2\tN3-1",
        "",
      ].join("\n"),
      ...Object.fromEntries(
        await Promise.all([1, 2, 3, 4].map(async n => [`images/N${n}.jpg`, await picture(n)] as const)),
      ),
    },
    3,
  )
  expect(report).toMatchObject({
    format: "mind",
    items: { added: 4 },
    interactions: { taken: 4, refused: 2 },
    users: { kept: 1, dropped: 0 },
  })
  expect(await workspace.findItem("N1")).toMatchObject({
    title: 'The "Brands" Queen',
    description: 'About The "Brands" Queen',
    scenario: "news-poster",
  })
  // 12:10 AM is ten past midnight, before 12:55 PM.
  expect((await workspace.findPersona("U1")).items).toEqual(["N3", "N4", "N2", "N1"])
  const [, , midnight] = await workspace.interactionsOf("U1")
  expect(new Date(midnight!.timestamp).toISOString()).toBe("2019-11-15T00:10:00.000Z")
})

test("POG: clicks in order, the clicked outfit's items last; addresses are passed over", async () => {
  const ids = ["i1", "i2", "i3", "i4"]
  const { workspace, report } = await importInto(
    {
      "item_data.txt": `${ids.map(id => `${id},c1,//img.example/${id}.jpg,Coat, long "${id}"`).join("\n")}\n`,
      "outfit_data.txt": "o1,i3;i4\n",
      "user_data.txt": "u1,i1;i2,o1\nu2,i1,o9\nu3,i1\n",
      ...Object.fromEntries(
        await Promise.all(ids.map(async (id, n) => [`images/${id}.png`, await picture(n)] as const)),
      ),
    },
    2,
  )
  expect(report).toMatchObject({
    format: "pog",
    scenario: "outfit",
    items: { added: 4, refused: 0 },
    interactions: { taken: 5, refused: 1 },
    users: { kept: 1, dropped: 1 },
  })
  expect(await workspace.findItem("i2")).toMatchObject({ title: 'Coat, long "i2"', scenario: "outfit" })
  expect((await workspace.findPersona("u1")).items).toEqual(["i4", "i3", "i2", "i1"])
})
