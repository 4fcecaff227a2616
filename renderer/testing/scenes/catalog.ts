/** Every screen as usual, with nothing and without an engine; and the states of studio, catalog, personas, history and settings. */
import { noFeatures } from "../../../native/contract/api/app.ts"
import type { Note } from "../../../native/contract/note.ts"
import { devices } from "../../../native/contract/settings.ts"
import { page as words } from "../../../native/words/zh/page/index.ts"
import { jobOf, pack, ready, statusWith } from "../app-answers.ts"
import { frame, plan, stream } from "../catalog-answers.ts"
import { type Answers, failure, withAnswers } from "../engine.ts"
import { all, noteNamed, noteOf, notes, press, type Scene, scene } from "./scene.ts"

const screens = [
  "/studio",
  "/board",
  "/catalog",
  "/personas",
  "/history",
  "/layouts",
  "/layouts/sale",
  "/layouts/poster-title",
  "/image-sets",
  "/training/new",
  "/training/teach",
  "/training/runs",
  "/training/adapters",
  "/evaluation",
  "/evaluation/new",
  "/jobs",
  "/settings",
  "/import",
]

const nothing: Answers = {
  app: { status: () => statusWith(ready, 0) },
  items: { list: () => ({ total: 0, items: [] }) },
  personas: { list: () => ({ total: 0, personas: [] }) },
  renders: { list: () => ({ total: 0, renders: [] }) },
  training: { runs: () => [] },
  adapters: { list: () => [] },
  loras: { list: () => [] },
  evaluation: { studies: () => [] },
  presets: { list: () => [] },
}

/** All items are archived. */
const allAway: Answers = {
  app: { status: () => statusWith(ready, 0) },
  items: { list: ({ away }) => ({ total: away === "archived" ? 3 : 0, items: [] }) },
}

/** Every call fails but the one that says which language is spoken. */
const failing = (problem: Note): Answers => {
  const fail = () => {
    throw failure(problem)
  }
  const rooms = Object.entries(all).map(([room, calls]) => [
    room,
    Object.fromEntries(Object.keys(calls as object).map(call => [call, fail])),
  ])
  return withAnswers(Object.fromEntries(rooms), { settings: { get: all.settings!.get! } })
}

/** A black PNG of one pixel. */
const blankPicture =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="

export const catalogScenes: readonly Scene[] = [
  ...screens.map(path => scene(`${path} as usual`, path)),
  ...screens.map(path => scene(`${path} with nothing`, path, nothing, [])),
  ...screens.map(path => scene(`${path} when calls fail`, path, failing(noteOf(0)), [])),
  scene("a catalog whose items are all archived", "/catalog", allAway, []),
  scene("an item", "/catalog/i0"),
  scene("a persona", "/personas/p0"),
  scene("no such screen", "/nowhere", {}, []),
  scene(
    "no such persona",
    "/personas/p9",
    failing({ code: "catalog.unknown_persona", details: { id: "p9" } }),
    [],
  ),

  scene("the model as it opens", "/settings", { app: { status: () => statusWith({ state: "loading" }) } }),
  scene(
    "a model that can't be opened",
    "/settings",
    {
      app: { status: () => statusWith({ state: "failed", problem: noteOf(0) }) },
    },
    [],
  ),
  scene(
    "notes as a warning of the pack",
    "/settings",
    {
      app: { status: () => statusWith({ ...ready, warnings: [...notes] }) },
      settings: {
        get: () => ({ ...(all.settings!.get!(undefined) as object), device: "webgpu" }) as never,
        devices: () => devices.map((device, index) => ({ device, ok: false, reason: noteOf(index) })),
      },
      packs: {
        list: () => [
          pack,
          ...notes.map((problem, index) => ({
            ...pack,
            id: `pack-${index}`,
            inUse: false,
            shipped: false,
            problem,
          })),
          {
            ...pack,
            id: "bare",
            inUse: false,
            shipped: false,
            features: noFeatures,
          },
        ],
      },
    },
    [],
  ),
  scene("adding a pack", "/settings", { packs: { check: () => ({ ...pack, notes: [...notes] }) } }, [
    press(words.settings.addPack),
    press(words.common.folders.newFolder),
    press(words.common.actions.cancel),
    press(words.common.folders.useThis),
  ]),
  scene("an endpoint, and what was found with it", "/settings", {}, [
    screen => screen.getByRole("radio", { name: new RegExp(words.settings.endpoint) }).click(),
    press(words.settings.taggerSave),
    screen =>
      screen.getByRole("textbox", { name: words.settings.url, exact: true }).fill("http://images.example/v1"),
    press(words.settings.taggerSave),
    press(words.settings.test),
    press(words.settings.retag),
    press(words.settings.logs.show),
  ]),

  scene(
    "notes as a warning of the plan",
    "/studio",
    {
      studio: { preview: () => stream([{ type: "plan", plan: { ...plan, warnings: [...notes] } }]) },
    },
    [],
  ),
  scene(
    "drawing a mask, with doubts about the subject",
    "/studio",
    {
      masks: {
        subject: () => ({
          picture: blankPicture,
          doubts: notes.filter(({ code }) => code.startsWith("mask.")).concat(noteNamed("mask.holes")),
        }),
      },
    },
    [
      press(words.studio.masks.draw),
      press(words.studio.masks.subject),
      press(words.studio.masks.tool.rectangle),
      press(words.studio.masks.keepRectangle),
      press(words.studio.masks.cancel),
    ],
  ),
  scene(
    "a pack that can do little",
    "/studio",
    {
      app: {
        status: () =>
          statusWith({
            ...ready,
            pack: {
              ...pack,
              features: noFeatures,
            },
          }),
      },
    },
    [],
  ),
  scene(
    "a preview that fails",
    "/studio",
    {
      studio: {
        preview: () => {
          throw failure({ code: "persona.short_history", details: { persona: "林娜", found: 3, needed: 5 } })
        },
      },
    },
    [],
  ),
  scene("a sweep", "/studio", {}, [press(words.studio.views.sweep), press(words.studio.sweep.suggest)]),
  scene("pictures compared", "/studio", {}, [
    press(words.studio.views.side),
    press(words.studio.views.difference),
    press(words.studio.views.hover),
    press(words.studio.presets.label),
    screen => screen.getByRole("menuitem", { name: words.studio.presets.saveAs }).click(),
  ]),
  scene(
    "a board whose tiles have notes, problems and settings of their own",
    "/board",
    {
      studio: {
        board: ({ tiles }) =>
          stream(
            tiles.map(({ tile }) =>
              tile === 1
                ? { type: "problem", tile, problem: noteOf(4) }
                : { type: "image", tile, frame, seconds: 1, warnings: [...notes] },
            ),
          ),
        render: () => jobOf("render", "running", 0),
        watch: () =>
          stream([
            { type: "render", index: 0, id: jobOf("render", "done", 0).id },
            { type: "end", job: jobOf("render", "done", 0) },
          ]),
      },
    },
    [
      press(words.studio.variants.star),
      press(words.board.oneTile),
      press(words.studio.settings.more),
      press(words.studio.settings.anotherSeed),
      press(words.board.export),
    ],
  ),
  scene(
    "a catalog being prepared",
    "/studio",
    {
      jobs: { list: () => [jobOf("prepare", "running", 0)] },
      studio: {
        preview: () => {
          throw failure({ code: "item.untagged", details: { id: "i0" } })
        },
      },
    },
    [],
  ),

  scene("items that are chosen", "/catalog", {}, [
    screen => screen.getByRole("option").nth(0).click(),
    press(words.catalog.newPersona),
  ]),
  scene("a search that finds nothing", "/catalog", { items: { list: () => ({ total: 0, items: [] }) } }, [
    screen => screen.getByRole("searchbox").fill("没有"),
  ]),
  scene("a new persona", "/personas", {}, [
    press(words.personas.create),
    press(words.personas.createDone),
    press(words.personas.pickItems),
  ]),
  scene(
    "personas that nothing matches",
    "/personas",
    { personas: { list: () => ({ total: 0, personas: [] }) } },
    [screen => screen.getByRole("searchbox").fill("没有")],
  ),
  scene("a persona renamed, pinned and removed", "/personas/p0", {}, [
    press(new RegExp(words.personas.more.replace("{name}", ""))),
    screen => screen.getByRole("menuitem", { name: words.personas.rename }).click(),
    press(words.common.actions.cancel),
  ]),
  scene("a recipe", "/history", {}, [screen => screen.getByRole("button", { name: /林娜/ }).first().click()]),
]
