/** The tables of state.db, as each version of the program brought them. */

/** One step of the state's history. */
export interface Migration {
  /** The version of the program that brought it. */
  since: string
  sql: string
}

/** Migration n brings a state of n steps to one of n + 1. Never change one that was released: add another. */
export const migrations: readonly Migration[] = [
  {
    since: "0.1.0",
    sql: `
  CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  -- The row number keeps the order of the import: it decides between equal timestamps.
  CREATE TABLE interactions (
    user TEXT NOT NULL,
    item TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    rating REAL,
    UNIQUE (user, item, timestamp)
  );

  -- items, pinned and banned are JSON arrays; edited says that name, pinned and banned are the user's own choice.
  CREATE TABLE personas (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    scenario TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('user', 'picked')),
    shopper TEXT,
    items TEXT NOT NULL,
    pinned TEXT NOT NULL DEFAULT '[]',
    banned TEXT NOT NULL DEFAULT '[]',
    edited INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  CREATE INDEX personas_by_shopper ON personas (shopper);

  CREATE TABLE item_tags (item TEXT PRIMARY KEY, tags TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE tag_merges ("from" TEXT PRIMARY KEY, "to" TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE renders (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    recipe TEXT NOT NULL,
    created_at TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
  },
  {
    since: "0.1.0",
    sql: `
  -- item and persona are ids of this workspace; the recipe knows the persona by pseudonym alone. metrics is JSON.
  ALTER TABLE renders ADD COLUMN item TEXT NOT NULL DEFAULT '';
  ALTER TABLE renders ADD COLUMN persona TEXT;
  ALTER TABLE renders ADD COLUMN starred INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE renders ADD COLUMN verdict TEXT NOT NULL DEFAULT 'none';
  ALTER TABLE renders ADD COLUMN metrics TEXT;
  ALTER TABLE renders ADD COLUMN removed_at TEXT;
  UPDATE renders SET item = recipe ->> '$.item.id';
  CREATE INDEX renders_by_time ON renders (created_at);
  CREATE INDEX renders_by_item ON renders (item, persona);

  CREATE TABLE presets (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    scenario TEXT NOT NULL,
    settings TEXT NOT NULL
  ) WITHOUT ROWID;

  -- Waiting jobs are taken in the order of place. input, checkpoint, problem and report are JSON.
  CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    place REAL NOT NULL,
    input TEXT NOT NULL,
    checkpoint TEXT,
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER,
    unit TEXT NOT NULL DEFAULT '',
    restarts INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    started_at TEXT,
    finished_at TEXT,
    problem TEXT,
    summary TEXT NOT NULL DEFAULT '',
    report TEXT
  ) WITHOUT ROWID;
  CREATE INDEX jobs_by_state ON jobs (state, place);

  CREATE INDEX interactions_by_item ON interactions (item);

  -- Every tag of item_tags once a row, for filters and counts.
  CREATE TABLE item_tag (
    tag TEXT NOT NULL,
    item TEXT NOT NULL,
    PRIMARY KEY (tag, item)
  ) WITHOUT ROWID;
  CREATE INDEX item_tag_by_item ON item_tag (item);
  INSERT OR IGNORE INTO item_tag (tag, item)
    SELECT tag.value, item_tags.item
    FROM item_tags, json_each(item_tags.tags) AS origin, json_each(origin.value) AS tag
    WHERE origin.key IN ('own', 'image', 'text');
  `,
  },
  {
    since: "0.1.0",
    sql: `
  -- What a job did, in figures (a JSON object) instead of an English sentence about them.
  ALTER TABLE jobs ADD COLUMN figures TEXT NOT NULL DEFAULT '{}';
  ALTER TABLE jobs DROP COLUMN summary;
  `,
  },
  {
    since: "0.2.0",
    sql: `
  -- Renders are added with recipes of version 2, and those of version 1 are read as they are. A program that knows
  -- version 1 alone must not open the workspace any more; the copy that is made of its state is for that program.
  `,
  },
  {
    since: "0.3.0",
    sql: `
  -- fields is a JSON object, pictures a JSON array: see ItemExtras.
  CREATE TABLE item_extras (
    item TEXT PRIMARY KEY,
    fields TEXT NOT NULL,
    pictures TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
  },
  {
    since: "0.3.0",
    sql: `
  -- kind is archived or removed; because says whether a person asked, or the item's file no longer has it.
  CREATE TABLE away_items (
    item TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('archived', 'removed')),
    because TEXT NOT NULL CHECK (because IN ('asked', 'gone')),
    at TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE away_personas (
    persona TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('archived', 'removed')),
    at TEXT NOT NULL
  ) WITHOUT ROWID;

  -- One row a folder that was imported; gone says that its latest import no longer had the item.
  CREATE TABLE catalogs (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL UNIQUE,
    format TEXT NOT NULL,
    at TEXT NOT NULL
  );
  CREATE TABLE catalog_items (
    catalog INTEGER NOT NULL,
    item TEXT NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (catalog, item)
  ) WITHOUT ROWID;
  CREATE INDEX catalog_items_by_item ON catalog_items (item);

  -- Salted hashes of shoppers who were erased: a later import leaves them out.
  CREATE TABLE erased_shoppers (hash TEXT PRIMARY KEY) WITHOUT ROWID;
  `,
  },
  {
    since: "0.3.0",
    sql: `
  -- hash names the PNG in masks/; image is the item's picture that the mask was made for.
  CREATE TABLE masks (
    item TEXT NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    image TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    share REAL NOT NULL,
    PRIMARY KEY (item, name)
  ) WITHOUT ROWID;
  `,
  },
  {
    since: "0.3.0",
    sql: `
  -- Pictures that came with an opacity of their own; hash names its PNG in masks/.
  CREATE TABLE cut_outs (
    image TEXT PRIMARY KEY,
    hash TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    share REAL NOT NULL
  ) WITHOUT ROWID;

  -- Items that were given that as a mask, with the picture of then.
  CREATE TABLE cut_out_masks (item TEXT NOT NULL, image TEXT NOT NULL, PRIMARY KEY (item, image)) WITHOUT ROWID;
  `,
  },
  {
    since: "0.3.0",
    sql: `
  -- How far image sets are that aren't finished: the render that each of their images became. "set" and image are hashes.
  CREATE TABLE set_images ("set" TEXT NOT NULL, image TEXT NOT NULL, render TEXT NOT NULL, PRIMARY KEY ("set", image)) WITHOUT ROWID;
  `,
  },
  {
    since: "0.3.0",
    sql: `
  -- Of renders whose file stays in a farm's store: the store's id, and the picture's name there. path is then where a copy is fetched to.
  ALTER TABLE renders ADD COLUMN store TEXT;
  ALTER TABLE renders ADD COLUMN ask TEXT;

  -- How far image sets are that are drawn into the history alone: so many of their items are done. "set" is a hash.
  CREATE TABLE set_cursors ("set" TEXT PRIMARY KEY, done INTEGER NOT NULL) WITHOUT ROWID;
  `,
  },
]
