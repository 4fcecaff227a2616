import type { exporting as codes } from "../../contract/codes/exporting.ts"
import type { WordsOf } from "../words-of.ts"

export const exporting: WordsOf<typeof codes> = {
  image_set: {
    bad_template: {
      message: "“{template}” can't be a file name: {problem}.",
      next: "Use letters, /, and {tokens}.",
    },
    collision: {
      message: "These files would be written over: {names}.",
      next: "Choose another folder, or put the item, the persona, the size and the number into the file name.",
    },
    nothing_made: {
      message: "No file could be made: {reason}.",
      next: "Look at the items and personas of the set, and start it again.",
    },
    other_pack: {
      message: "The set was begun with the pack “{wanted}”, and “{found}” is in use now.",
      next: "Choose “{wanted}” in the settings and retry, or start the set anew in another folder.",
    },
    too_large: {
      message: "The set has more than {most} files.",
      next: "Make it of fewer items, personas, variants or sizes; several sets can wait in the queue.",
    },
    needs_folder: {
      message: "Without a folder, a set is drawn by a farm, one drawing each.",
      next: "Choose a folder, or a farm that draws and “Draw what isn't there yet” without candidates.",
    },
    no_room: {
      message: "The set needs about {needed}, and {folder} has {free} left.",
      next: "Choose another drive, fewer sizes, or a smaller format.",
    },
    bad_shape: {
      message: "No frame can be drawn in the shape of “{size}” ({pixels}): it is too long.",
      next: "Crop or pad this size instead of extending it.",
    },
    extends_approved: {
      message:
        "Approved renders can’t be extended ({sizes}): another shape is another drawing, which nobody has approved.",
      next: "Crop or pad these sizes, or let the set draw what isn’t there yet.",
    },
    not_held: {
      message: "Image {n} of {item} for {persona} isn't held, or has no such candidate.",
      next: "Look at the held images of the set again.",
    },
    black: "it is black",
    one_tone: "it is of one tone",
    far_from_both:
      "it shows the persona's tags no better than the original does, and looks more like other items",
    subject_gone: "the item's subject isn't found in it",
    no_clip:
      "The pack “{pack}” has no CLIP pair: the best candidates are those most like the item’s picture, whatever the persona likes.",
    unknown_token: "it has no token {token}",
    open_brace: "a brace is never closed or never opened",
    no_ending: "it must end in {ending}, so that programs know the format",
    nameless_folder: "a folder in it has no name",
    leaves_folder: "it may not leave the folder",
    bad_characters: "it holds one of these characters: {characters}",
    long_name: "a name of it has more than {most} bytes before its values are filled in",
    same_names: "several files would get one name; it needs {missing}",
    other_scenario: "{persona} likes the scenario {likes}, not {scenario}",
    none_approved: "no render of them is approved",
    item_gone: "the item is no longer in the catalog",
    persona_gone: "the persona is no longer there",
    empty: "the set is empty",
    softened: "These sizes are larger than the image was drawn, so they look softer: {sizes}.",
    protected_enlarged:
      "{count, plural, one {The picture of # item is} other {The pictures of # items are}} smaller than shown here, so what is protected looks softer ({times}× at most): {items}. Import larger pictures to keep it sharp.",
    gives_nothing: "{item} for {persona} gives nothing: {reason}.",
    item_gives_nothing: "{item} gives nothing: {reason}.",
    persona_gives_nothing: "{persona} gives nothing: {reason}.",
    more_nothing: "{count, plural, one {# more gives nothing.} other {# more give nothing.}}",
  },
  layout: {
    unknown: {
      message: "There is no layout “{layout}”.",
      next: "Choose one of these: {known}.",
    },
    invalid: {
      message: "The layout {layout} can't be read, at {where}: {problem}.",
      next: "Mend the file, and compare it with a layout that ships with the studio: iamg layouts show poster-title.",
    },
    taken: {
      message: "There is a layout “{layout}” already.",
      next: "Give the new one another name, or add it with --replace.",
    },
    changed: {
      message: "The layout “{layout}” was changed or removed elsewhere since you opened it.",
      next: "Keep your layout under another name, or go back to the one that is kept.",
    },
    shipped: {
      message: "The layout “{layout}” ships with the studio and can't be removed.",
      next: "Add a layout of that name: it takes its place.",
    },
    refused: {
      message: "The layout can't be used: {problems}.",
      next: "Mend the layout, or the items that it is for, and start again.",
    },
    no_room: {
      message: "In the layout “{layout}”, box {box} has no room for “{text}”.",
      next: "Make the box larger, allow smaller letters or more lines, or let the text be cut.",
    },
    bad_file: {
      message: "{file} is neither a picture nor a font that a layout can use.",
      next: "Choose a PNG, JPEG or WebP picture of at most {most_picture}, or a TTF or OTF font of at most {most_font}.",
    },
    at: "in “{layout}”, {problem}",
    missing_file: "the file {file} is not beside it",
    large_file: "the file {file} is larger than {limit}",
    bad_font: "{file} is no TrueType or OpenType font",
    bad_image: "{file} can't be read as a PNG, JPEG or WebP picture of at most 40 million pixels",
    unknown_family: "this machine has no font family {family}",
    unknown_field: "no item has the field {field}; there are {known}",
    empty_field: "{count, plural, one {# item has} other {# items have}} no {field}, for example {item}",
    no_font: "no font has these characters: {characters}",
    outside: "box {box} leaves the picture at the size {size}",
    too_long: "box {box} has no room at the size {size} for “{text}”",
    cut: "the words of box {box} are cut at the size {size}",
    no_value: "the item has no {field}",
    covers:
      "box {box} covers some of the protected “{mask}” at the size {size}, on {count, plural, one {# item} other {# items}}: {items}",
    covers_here: "box {box} covers some of the protected “{mask}”",
  },
  export: {
    unknown_format: {
      message: "Images can't be written as {file}.",
      next: "Use a name that ends in {known}.",
    },
    not_written: {
      message: "{file} could not be written: {reason}.",
      next: "Make room or choose another folder, and try again; files that were written before stay.",
    },
    folder_gone: {
      message: "The folder {folder} is no longer there.",
      next: "Connect its drive again, or make the folder again, and then start again: what is there stays, and the rest is written.",
    },
    folder_replaced: {
      message: "{folder} lies on another drive than before.",
      next: "Connect the drive that the work was begun on, and start again; nothing was written to the other drive.",
    },
    files_gone: {
      message: "Files that were written are no longer in {folder}, or were changed: {names}.",
      next: "Look whether another program moves or deletes files there, and start again: what is missing is written again.",
    },
  },
}
