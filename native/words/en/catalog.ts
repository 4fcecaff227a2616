import type { catalog as codes } from "../../contract/codes/catalog.ts"
import type { WordsOf } from "../words-of.ts"

export const catalog: WordsOf<typeof codes> = {
  workspace: {
    missing: {
      message: "There is no workspace in {dir}.",
      next: "Check the path, or make a workspace there by importing a catalog into it.",
    },
    gone: {
      message: "The workspace in {dir} is no longer there.",
      next: "Put its folder or drive back where it was; if that doesn't help, start the studio again.",
    },
    exists: {
      message: "There is a workspace in {dir} already.",
      next: "Open it, or name another folder for the new one.",
    },
    not_empty: {
      message: "The folder {dir} holds other files, so no workspace was made in it.",
      next: "Name a new or an empty folder.",
    },
    in_use: {
      message:
        "The workspace in {dir} is in use by {pid, select, none {another process} other {process {pid}}}{host, select, none {} other { on {host}}}{since, select, none {} other {, since {since}}}.",
      next: "Close the other program, or wait until it is done, and try again.",
    },
    newer: {
      message:
        "The workspace in {dir} was made by a newer version of the program (its version is {version}; this program knows {supported}).",
      next: "Open it with the newer version of the program.",
    },
    older: {
      message:
        "The workspace in {dir} is of version {version} and must be brought to version {supported} first.",
      next: "Open it once for writing, e.g. by importing a catalog; a copy of the old state is kept.",
    },
    damaged: {
      message: "The workspace's file {file} can't be used: {problem}.",
      next: "Run “iamg workspace repair” on it: it mends what can be mended and keeps a copy of what was damaged.",
    },
    no_space: {
      message: "The disk that holds {dir} is full: about {needed} more are needed.",
      next: "Free some space, or use a workspace on another disk, and run it again; nothing was lost.",
    },
    not_writable: {
      message: "The workspace in {dir} can't be written: {reason}.",
      next: "Check the permissions of the folder and its disk, and try again.",
    },
    read_only: {
      message: "The workspace in {dir} is open for reading only.",
      next: "Open it for writing.",
    },
    no_items_version: "it does not say which version of the items counts",
    empty_state: "it is empty",
    state_malformed: "its internal structure is damaged",
    state_unread: "the drive can’t read or open it",
    bad_value: "it holds values that can’t be read",
  },
  repair: {
    manifest_damaged: "workspace.json can't be read.",
    state_missing: "state.db is missing or empty: it holds personas, histories, renders and jobs.",
    state_damaged: "state.db is damaged: {reason}.",
    rows_unreadable: "rows of {table} can't be read",
    no_integrity: "its internal structure is damaged",
    bad_text: "it holds text that isn't valid UTF-8",
    items_unreadable: "The table of the items can't be read.",
    pool_unreadable: "A table of embeddings can't be read: {table}.",
    masks_missing:
      "{count, plural, one {# mask has} other {# masks have}} lost {count, plural, one {its file} other {their files}}, of the items {items}. Put the workspace’s masks folder back from a backup, or make the masks again.",
    images_missing:
      "{count, plural, one {A picture of an item is missing} other {Pictures of # items are missing}}: {items}. Import the catalog again to get them back.",
    renders_missing:
      "{count, plural, one {The file of a render is missing} other {The files of # renders are missing}}. They can be drawn again from their recipes.",
    layout_damaged:
      "The layout “{layout}” can't be used: {problem}. Add it again, or put the workspace’s layouts folder back from a backup.",
    renders_unlisted:
      "{count, plural, one {An image in renders/ isn't listed} other {# images in renders/ aren't listed}}.",
    manifest_made:
      "workspace.json was made anew. Personas get other pseudonyms from now on; images keep those that they carry.",
    state_from_backup: "state.db was taken from the copy {backup}.",
    state_made: "state.db was made anew. Import the catalog again to get histories and personas back.",
    rows_kept:
      "{rows, plural, one {One row} other {# rows}} of the damaged state.db could be read and were kept.",
    damaged_kept: "What was damaged is kept as {file}.",
    items_version:
      "The items were set back to version {version} of their table, the newest that can be read.",
    items_emptied: "The table of the items was made anew and is empty. Import the catalog again.",
    pool_removed: "A damaged table of embeddings was removed. Its items are embedded again.",
    renders_listed: "{count, plural, one {One image was} other {# images were}} put back into the history.",
  },
  catalog: {
    no_meaning: {
      message: "The pack “{pack}” can't compare words with pictures.",
      next: "Search by words, or use a pack with a CLIP pair.",
    },
    empty: {
      message: "There are no items yet.",
      next: "Import a catalog first.",
    },
    missing_folder: {
      message: "There is no folder {dir} to import.",
      next: "Check the path.",
    },
    unknown_format: {
      message: "No catalog was found in {dir}; looked for {looked}.",
      next: "Name the folder that holds items.csv (or one of the others).",
    },
    missing_column: {
      message:
        "{file} has no column “{column}”; {found, select, none {it has no columns} other {its columns are {found}}}.",
      next: "Add the column or correct its name in the first line, and import again.",
    },
    unclear_dates: {
      message:
        "{other, select, none {The dates of {file} can be read in two ways: {value} may have the day or the month first} other {The dates of {file} contradict each other: {value} has the month first, {other} the day}}.",
      next: "Say which comes first: the day (`--dates dmy`) or the month (`--dates mdy`). Rows that don't fit are then refused.",
    },
    broken_file: {
      message: "{file} can't be read: {problem}.",
      next: "Correct the file and import again; nothing was imported.",
    },
    too_large: {
      message: "{file} is too large to import: the limit is {limit}.",
      next: "Import a part of it at a time.",
    },
    nothing_taken: {
      message:
        "{refused, plural, =0 {The catalog in {dir} holds no items.} other {None of the # items in {dir} could be taken{first, select, none {} other {. The first: {first}}}.}}",
      next: "Correct the files and import again; the workspace is as it was.",
    },
    malformed_row: {
      message: "Line {row} of {file} can't be read: {problem}.",
      next: "Correct that line and import again.",
    },
    duplicate_id: {
      message: "The id {id} was used before, on line {first}.",
      next: "Give each item its own id, and import again.",
    },
    no_image: {
      message: "The item {id} has no image.",
      next: "{near, select, none {Name its file in the image column, or put a file named by the id into images/, and import again.} other {Did you mean {near}? Name the file in the image column, or give it the id as its name.}}",
    },
    image_url: {
      message:
        "The image {image} is an address, and nothing is fetched from {host, select, none {the network} other {{host} without your consent}}.",
      next: "{near, select, none {{host, select, none {Download it into the import folder and name the file instead.} other {Allow fetching from {host} (in the wizard, or with `--fetch-from {host}`), or download it into the import folder and name the file instead.}}} other {Name the file instead: did you mean {near}?}}",
    },
    fetch_status: {
      message:
        "The image {image} can't be fetched: the server answers {status, select, 401 {that it needs a password (401)} 403 {that it isn't allowed (403)} 404 {that it doesn't exist (404)} 410 {that it doesn't exist any more (410)} 429 {that it was asked too often (429)} other {with status {status}}}.",
      next: "{status, select, 404 {Correct the address, or put the picture into the import folder.} 410 {Correct the address, or put the picture into the import folder.} 401 {Put the picture into the import folder: no password is sent.} 403 {Put the picture into the import folder.} other {Import again later: what has come is kept.}}",
    },
    fetch_timeout: {
      message: "The image {image} didn't come within {seconds, number} seconds.",
      next: "Import again later: what has come is kept.",
    },
    fetch_failed: {
      message: "The image {image} can't be fetched from {host}: {reason}.",
      next: "Check the address and the connection, and import again: what has come is kept.",
    },
    fetch_tls: {
      message: "The image {image} wasn't fetched, since {host} can't prove who it is: {reason}.",
      next: "Ask who runs that server to renew its certificate, or put the picture into the import folder.",
    },
    fetch_private: {
      message: "The image {image} wasn't fetched: {host} leads to {address}, which is no public address.",
      next: "Put the picture into the import folder: pictures are fetched from the public web only.",
    },
    fetch_redirect: {
      message: "The image {image} is at another host, {host}, which you didn't agree to.",
      next: "Allow fetching from {host}, too (in the wizard, or with `--fetch-from {host}`), and import again.",
    },
    fetch_redirects: {
      message: "The address {image} leads to others, more than {most, number} times.",
      next: "Correct the address, or put the picture into the import folder.",
    },
    fetch_no_picture: {
      message: "The address {image} leads to {type}, not to a picture.",
      next: "Correct the address: open it in a browser to see what it shows.",
    },
    fetch_host_down: {
      message: "The image {image} wasn't asked for, since {host} failed many times in a row.",
      next: "Import again later: what has come is kept.",
    },
    fetch_limit: {
      message: "The image {image} wasn't fetched: this import has fetched as much as one may ({limit}).",
      next: "Import again: it goes on where this one stopped.",
    },
    image_outside: {
      message: "The image {image} lies outside the import folder.",
      next: "{near, select, none {Copy it into the import folder and give its path from there.} other {Give its path from the import folder: did you mean {near}?}}",
    },
    image_missing: {
      message: "There is no image file {image}.",
      next: "{near, select, none {Check the path, which starts at the import folder, and import again.} other {Did you mean {near}?}}",
    },
    image_unclear: {
      message: "More than one file could be the image {image}: {found}.",
      next: "Write the name as the file has it, letter by letter.",
    },
    image_too_large: {
      message: "The image {image} is too large: {found}; the limit is {limit}.",
      next: "Save it smaller and import again.",
    },
    image_format: {
      message: "The file {image} is no picture of a kind that can be imported.",
      next: "Use JPEG, PNG, WebP, AVIF, GIF or TIFF.",
    },
    image_unreadable: {
      message: "The image {image} is damaged: {reason}.",
      next: "Save it again or copy it from where it came, and import again.",
    },
    tag_limit: {
      message: "An item has at most {most} tags of its own.",
      next: "Take one away first.",
    },
    item_not_taken: {
      message: "The item {item} isn't in the catalog.",
      next: "{near, select, none {Add the item with an image, or correct its id; then import again.} other {Did you mean {near}? Spreadsheets take leading zeros away from ids: keep that column as text.}}",
    },
    unknown_item: {
      message: 'There is no item "{item}" in the workspace.',
      next: "{near, select, none {Choose another item; `iamg items` lists those of a workspace.} other {Did you mean {near}?}}",
    },
    unknown_shopper: {
      message: 'There is no shopper "{shopper}" in the workspace.',
      next: "{near, select, none {Name the shopper by the id of your interactions, or by the name of their persona.} other {Did you mean {near}?}}",
    },
    unknown_catalog: {
      message: "No catalog {catalog} was imported into this workspace.",
      next: "{known, select, none {Import one first.} other {Name one of these: {known}.}}",
    },
    erase_busy: {
      message:
        "A shopper can't be erased while jobs are waiting or running: they may hold what the shopper did.",
      next: "Wait until they are done, or cancel them.",
    },
    unknown_persona: {
      message: 'There is no persona "{persona}" in the workspace.',
      next: "{near, select, none {Choose another persona; `iamg personas` lists those of a workspace.} other {Did you mean {near}?}}",
    },
    too_many_tags: "it has more than {most} tags",
    long_tag: "one of its tags has more than {most} characters",
    no_field: "it has no {column}",
    long_field: "its {column} has more than {most, number} characters",
    bad_field: "its {column} is wrong: {problem}",
    control_characters: "an id holds control characters",
    broken_letters: "an id holds half a letter, as a program leaves it that cuts texts",
    rounded_id:
      "the id {id} was rounded by a spreadsheet, and its last digits are lost; write the column as text in the spreadsheet and export it again",
    still_away:
      "{count, plural, one {One item of this folder was} other {# items of this folder were}} archived or removed earlier and {count, plural, one {stays} other {stay}} so. Bring {count, plural, one {it} other {them}} back where you put {count, plural, one {it} other {them}} away.",
    erased_left_out:
      "{count, plural, one {One interaction} other {# interactions}} of shoppers whom you erased {count, plural, one {was} other {were}} left out.",
    similar_ids:
      "{count, plural, one {One id differs} other {# ids differ}} from another in capitals or accents alone, such as {id} and {other}. They are taken as different items.",
    short_ids:
      "{count, plural, one {One id has} other {# ids have}} fewer than {digits} digits, such as {id}. If they began with zeros, a spreadsheet took these away: write the column as text there and export it again.",
    no_time: "“{value}” is not a time; use seconds since 1970 or dates such as 2024-01-31",
    other_time:
      "“{value}” is not read as a time, since the other rows hold {reading, select, seconds {seconds since 1970} milliseconds {milliseconds since 1970} microseconds {microseconds since 1970} nanoseconds {nanoseconds since 1970} excel {days as Excel counts them} digits {dates in digits, such as 20240131} other {written dates}}",
    implausible_time:
      "“{value}” as a time lies before {earliest} or after {latest}{reading, select, dates {} other { (the column is read as {reading, select, seconds {seconds since 1970} milliseconds {milliseconds since 1970} microseconds {microseconds since 1970} nanoseconds {nanoseconds since 1970} excel {days as Excel counts them} digits {dates in digits, such as 20240131} other {}})}}",
    times_read_as:
      "The times of {file} are read as {reading, select, seconds {seconds since 1970} milliseconds {milliseconds since 1970} microseconds {microseconds since 1970} nanoseconds {nanoseconds since 1970} excel {days as Excel counts them} digits {dates in digits, such as 20240131} other {written dates}}.",
    no_rating: "“{value}” is not a rating",
    no_list: "it is not a list",
    no_json: "it is not JSON ({problem})",
    no_object: "it is not a JSON object",
    endless_line: "one of its lines never ends",
    field_count: "it has {found} fields where {expected} are expected",
    stray_quote:
      "a quote of its field {field} opens or closes in the wrong place; within a quoted field, write each quote twice",
    limit: "{limit}",
    over: "more than {limit}",
    hours: "{hours, plural, one {# hour} other {# hours}}",
    later_frames:
      "{count, plural, one {An animation begins} other {# animations begin}} with an empty frame; the first frame that shows something was taken ({items}).",
    on_grey:
      "{count, plural, one {A picture is} other {# pictures are}} white on transparency and would vanish on white; grey was put behind {count, plural, one {it} other {them}} ({items}).",
    blank_pictures:
      "{count, plural, one {A picture is} other {# pictures are}} of one colour and {count, plural, one {shows} other {show}} nothing ({items}).",
    rows: "{rows, number} rows",
    pixels: "{width}×{height} pixels",
    many_pixels: "too many pixels",
    million_pixels: "{millions} million pixels",
    side_limit: "{pixels} pixels a side",
  },
  persona: {
    short_history: {
      message:
        "The history of {persona} holds {found, plural, one {# other item} other {# other items}}; {needed} are needed.",
      next: "{found, plural, =0 {Pick another persona or item.} other {Use at most # history items (--history #), or pick another persona or item.}}",
    },
    name_taken: {
      message: "There is a persona named {name} already.",
      next: "Choose another name.",
    },
    invalid: {
      message: "The persona can't be kept: {problem}.",
      next: "Correct it and try again.",
    },
    two_scenarios: "{item} belongs to the scenario {scenario}, and {other} belongs to {otherScenario}",
  },
  mask: {
    unknown: {
      message: "The item “{item}” has no mask “{name}”.",
      next: "{known, select, none {Make one first, with “iamg masks make” or in the studio.} other {It has: {known}.}}",
    },
    bad_name: {
      message: "A mask can’t be named “{name}”.",
      next: "Use 1 to 40 letters, digits, spaces, dots, hyphens or underscores, with a letter or digit first.",
    },
    stale: {
      message: "The mask “{name}” was made for another picture of the item “{item}”.",
      next: "Make the mask again for the picture that the item has now.",
    },
    other_size: {
      message:
        "The mask “{mask}” has {found} and other proportions than the item’s picture, which has {wanted}.",
      next: "Make the mask on the item’s own picture, without cropping it.",
    },
    no_png: {
      message: "The mask “{mask}” is not a PNG.",
      next: "Save it as a PNG in which what is kept is white, or opaque.",
    },
    unreadable: {
      message: "The mask “{mask}” can’t be read: {reason}.",
      next: "Save it again as PNG and try once more.",
    },
    too_large: {
      message: "The mask “{mask}” is too large: at most {limit} are read.",
      next: "Save it in the size of the item’s picture.",
    },
    empty: {
      message: "The mask “{mask}” is empty: it keeps nothing.",
      next: "White, or opaque, is what is kept. Draw what is to stay.",
    },
    full: {
      message: "The mask “{mask}” covers the whole picture: nothing would be drawn.",
      next: "Leave free what may change. In a picture without transparency, white is what is kept.",
    },
    file_gone: {
      message: "The file of the mask “{name}” of the item “{item}” can’t be read: {reason}.",
      next: "Put the workspace’s masks folder back from a backup, or make the mask again.",
    },
    no_foreground: {
      message: "The pack “{pack}” has no foreground network to find the subject with.",
      next: "Import a mask or draw one in the studio, or use a pack with a foreground network.",
    },
    scaled: "The mask “{mask}” was scaled from {found} to {wanted}.",
    small: "it keeps only {percent} % of the picture",
    large: "it keeps {percent} % of the picture",
    pieces: "it has {count, plural, one {# piece} other {# pieces}}",
    holes: "it has {count, plural, one {# hole} other {# holes}}",
    soft: "{percent} % of it is unclear",
  },
  preset: {
    unknown: {
      message: "There is no preset {preset}.",
      next: "It was removed meanwhile; choose another.",
    },
  },
}
