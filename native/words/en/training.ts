import type { training as codes } from "../../contract/codes/training.ts"
import type { WordsOf } from "../words-of.ts"

export const training: WordsOf<typeof codes> = {
  adapter: {
    unknown: {
      message: 'There is no adapter "{adapter}" in this workspace.',
      next: "{near, select, none {Choose another adapter; `iamg adapters` lists those of a workspace.} other {Did you mean {near}?}}",
    },
    changed: {
      message: '{file} is not the file that the adapter "{adapter}" was made with: its content has changed.',
      next: "Copy the adapter's folder again from where it came.",
    },
    other_pack: {
      message: "The adapter “{adapter}” doesn’t fit the pack “{pack}”: {problem}.",
      next: "Use it with the pack that it was trained on, or train one for this pack.",
    },
    name_length: "a name has 1 to {most} characters",
  },
  teaching: {
    few_pictures: {
      message:
        "There {found, plural, one {is # usable picture} other {are # usable pictures}} of the product; at least {needed} different ones are needed{same, plural, =0 {} one { (# is the same as another)} other { (# are the same as others)}}{unreadable, plural, =0 {} one { (# can’t be read)} other { (# can’t be read)}}.",
      next: "Add photographs of the product from other sides and in other light.",
    },
    many_pictures: {
      message: "There are {found} pictures; a product is taught with {most} at most.",
      next: "Choose the pictures that show it best.",
    },
    no_pictures: {
      message: "There is no picture in {folder}.",
      next: "Choose a folder with photographs of the product (PNG, JPEG, WebP, TIFF or AVIF).",
    },
    bad_word: {
      message:
        "The word “{word}” is the name of the class itself, so the pack couldn’t tell the product from others.",
      next: "Choose a word that means nothing, such as “zqx”.",
    },
    long_text: {
      message: "The text has {tokens} tokens; the pack reads {most}.",
      next: "Shorten the text or the class.",
    },
    reads_guidance: {
      message: "The pack “{pack}” was made for few steps, and such a model can’t be taught here.",
      next: "Teach the plain model that it was made from.",
    },
    no_class: {
      message:
        "The pack couldn’t draw pictures of the class ({drawn, plural, =0 {not one was drawn} one {# was drawn} other {# were drawn}}): {reason}.",
      next: "Check the pack with `iamg pack verify`, or teach without pictures of the class.",
    },
    drawing_class: "drawing picture {done} of {total} of the class",
    class_failed: "Picture {picture} of the class couldn’t be drawn and is left out: {reason}.",
    same_pictures:
      "{count, plural, one {# picture is the same as another and counts} other {# pictures are the same as others and count}} once.",
    unreadable: "Left out because they can’t be read or show nothing: {names}.",
    small:
      "{count, plural, one {# picture is} other {# pictures are}} smaller than {side} pixels, so the product will be drawn with less detail.",
    cropped:
      "{count, plural, one {# picture is} other {# pictures are}} much longer than wide, or wider than long: cropping cuts off a third or more. Keep them whole if the product is cut.",
    on_white:
      "{count, plural, one {# picture has} other {# pictures have}} transparent parts, which become white.",
    none_held_out:
      "All {pictures} pictures are learned, so the loss is measured on these themselves. Five or more show whether it learns the product or only the pictures.",
    word_pieces:
      "The pack reads “{word}” as {pieces} pieces, which have meanings of their own. A shorter rare word is learned faster.",
    word_known: "“{word}” is a word that the pack may know already; what it means will show in the pictures.",
    word_in_catalog:
      "“{word}” is in the texts of {items, plural, one {# item} other {# items}} of the catalog; they would be drawn like the product.",
    no_prior: "Without pictures of the class, the pack may draw every thing of this class like the product.",
  },
  training: {
    refused: {
      message: "Training can't start: {problems}",
      next: "Change what is named and check again (iamg train --check).",
    },
    unexpected: {
      message: "Something went wrong inside the trainer: {reason}.",
      next: "Resume the run. If it happens again, report it with the diagnostics from Settings.",
    },
    inpainting: {
      message:
        'The U-Net of the pack "{pack}" is made for inpainting, and such a model can’t be fine-tuned here.',
      next: "Use a pack with the plain model that it was made from.",
    },
    no_ip_adapter: {
      message: 'The pack "{pack}" has no IP-Adapter and no image encoder, which training builds on.',
      next: "Add them to the pack: iamg pack add --ip-adapter … --image-encoder …",
    },
    no_positive: {
      message:
        "None of the {interactions} interactions is positive (a rating of 4 or more, or no rating), so there is no history.",
      next: "Import interactions with ratings of 4 and more, or save personas to train on.",
    },
    too_few: {
      message:
        "Only {found} of the {source, select, shoppers {shoppers} other {personas’ items}} can be learned from; at least {needed} are needed.",
      next: "Import more interactions, save more personas, or lower the history k.",
    },
    none_left: {
      message:
        "{train} samples to learn from and {heldOut} to measure on have tags, embeddings and a readable picture; at least one of each is needed.",
      next: "Tag the items, mend their pictures, or hold out more users.",
    },
    memory: {
      message: "It needs about {needed} of memory; {free} are free.",
      next: "Close other programs, or train on a machine with more memory.",
    },
    disk: {
      message: "It needs about {needed} on the drive of {dir}; {free} are free.",
      next: "Make room on that drive, or keep fewer checkpoints.",
    },
    not_finite: {
      message:
        "At step {step} the {what, select, loss {loss} gradient {gradient} other {validation loss}} was no longer a number, so training was stopped. Step {kept} is kept.",
      next: "Lower the learning rate, or clip gradients more tightly, and start again or resume.",
    },
    lost: {
      message: "The trainer ended at step {step}: {reason}.",
      next: "Resume the run: it goes on from its last checkpoint.",
    },
    paused: {
      message: "Training is paused at step {step}; its state is kept.",
      next: "Go on: iamg train --resume {run}",
    },
    unknown_run: {
      message: 'There is no training run "{run}" in this workspace.',
      next: "List the runs on the Fine-tune screen, or with iamg train --list.",
    },
    no_checkpoint: {
      message: 'No checkpoint of the run "{run}" can be read: {problems}.',
      next: "Start a new run.",
    },
    wrong_state: {
      message:
        "The run “{run}” is {state, select, queued {waiting} preparing {being prepared} running {running} paused {paused} stopped {stopped} done {done} failed {failed} cancelled {cancelled} other {{state}}}, so it can’t be {wanted, select, pause {paused} resume {resumed} keep {stopped and kept; resume it first} cancel {cancelled} other {removed; cancel it first}}.",
      next: "Look at its state again; it may have changed meanwhile.",
    },
    changed_pack: {
      message: 'The run "{run}" was begun on another version of the pack "{pack}".',
      next: "Put that version back, or start a new run.",
    },
    planning: "planning {part, select, train {sample} other {held-out sample}} {done} of {total}",
    encoding: "encoding {done} of {total}",
    loading: "loading the model",
    measuring: "measuring on held-out users",
    drawing: "drawing sample images",
    trainer_ended: "The trainer ended: {reason}. It goes on from its last checkpoint.",
    fewer_at_once:
      "Memory ran out. From now on {samples, plural, one {# sample is} other {# samples are}} on the device at once, added up {times, plural, one {# time} other {# times}} a step.",
    left_out:
      "{count, plural, one {# sample was} other {# samples were}} left out because items lack tags, embeddings or a readable picture.",
    not_drawn: "Not all sample images of step {step} were drawn: {reason}.",
    passed_over: "A checkpoint was passed over: {reason}.",
    personas_only: "There are no interactions, so the saved personas serve as histories.",
    short_histories: "{tooShort} of {users} histories are too short for k, or have nothing in this scenario.",
    not_ready:
      "{items, plural, one {# item is} other {# items are}} not ready (without tags: {tags}, without embeddings: {embeddings}). Prepare the catalog first to learn from them too.",
  },
}
