import type { hub as codes } from "../../contract/codes/hub.ts"
import type { WordsOf } from "../words-of.ts"

export const hub: WordsOf<typeof codes> = {
  hub: {
    unknown_model: {
      message: "There is no model “{model}” in the list. It has {known}.",
      next: "Use one of these names. `iamg models list` says what each is for.",
    },
    bad_address: {
      message: "“{address}” can't be the address of a hub.",
      next: "Give an address that begins with https:// and holds no password and no question mark.",
    },
    insecure_address: {
      message: "What comes from {address} could be changed on its way: the address begins with http://.",
      next: "Use https. Only this machine and addresses of a private network may be asked by http.",
    },
    bad_proxy: {
      message: "The proxy that the system names can't be used: {reason}.",
      next: "Correct HTTPS_PROXY and HTTP_PROXY in the environment, or remove them.",
    },
    unreachable: {
      message: "{host} can't be reached: {reason}.",
      next: "Check the internet connection and the proxy, then try again. What has come is kept, and the download goes on from there.",
    },
    tls: {
      message: "{host} can't prove who it is: {reason}.",
      next: "A proxy may be in between. Ask whoever looks after your network, or choose another hub.",
    },
    private_address: {
      message: "{host} leads to {address}, which is no public address.",
      next: "If the hub lies in your own network, name it as the mirror.",
    },
    redirects: {
      message: "{host} sent the download from one address to the next more than {most} times.",
      next: "Try again later, or choose another hub.",
    },
    redirect: {
      message: "{host} sends the download to {to}, where it isn't protected on its way.",
      next: "Choose another hub.",
    },
    status: {
      message: "{host} refused the download (status {status}).",
      next: "Try again later. What has come is kept.",
    },
    busy: {
      message: "{host} has too much to do at the moment and asks to wait.",
      next: "Try again in some minutes. What has come is kept. With a token, a hub allows more.",
    },
    bad_answer: {
      message: "{host} answers in a way that this program doesn't understand: {problem}.",
      next: "Check the mirror's address, or look for a newer version of the program.",
    },
    not_found: {
      message: "{host} has no model {repository}, or doesn't show it to you.",
      next: "It may have been removed or made private. If it is private, store a token that may read it.",
    },
    no_revision: {
      message: "{repository} has no version {revision} any more.",
      next: "Get the newest one: `iamg models get … --update`.",
    },
    no_file: {
      message: "{repository} lacks {names}.",
      next: "The repository was changed. Look for a newer version of this program, whose list may name another.",
    },
    gated: {
      message: "{repository} can be downloaded only after agreeing to its terms.",
      next: "Agree on {address}, make a token there, and store it in Settings → Models or in HF_TOKEN.",
    },
    token_refused: {
      message: "{host} doesn't accept the token for {repository}.",
      next: "Make a new token there and store it, or remove the old one.",
    },
    bad_token: {
      message: "The token ({source, select, keychain {in the keychain} other {in {source}}}) isn't one.",
      next: "A token is letters and digits without spaces. Copy it again.",
    },
    licence_not_accepted: {
      message: "Nothing is downloaded before its licence is accepted: {licences}.",
      next: "Read the licences. If you accept them, say so: in the window that shows them, or with --accept-licence.",
    },
    no_room: {
      message: "The drive of {folder} has {free} free; {needed} more are needed.",
      next: "Make room, then try again. What has come is kept.",
    },
    not_writable: {
      message: "{folder} can't be written: {reason}.",
      next: "Check that the folder is there, that you may write to it and that no other program uses it.",
    },
    wrong_content: {
      message: "{file} of {repository} isn't what its hash says. It was thrown away.",
      next: "Try again. If it stays so, the copy there is damaged: use another hub or folder.",
    },
    not_in_folder: {
      message: "{folder} doesn't hold {model}: {names} is missing.",
      next: "Name the folder of the repository, a folder with OWNER/NAME in it, or a hub's cache.",
    },
    in_use: {
      message: "Another process is getting or removing models in {folder}.",
      next: "Wait until it is done, or stop it.",
    },
    not_there: {
      message: "{model} isn't downloaded.",
      next: "Get it first: in Settings → Models, or with `iamg models get`.",
    },
    damaged: {
      message: "Downloaded files of {model} are damaged or missing: {files}.",
      next: "Get it again: only what is damaged is downloaded.",
    },
    moved: "{from} is called {to} now: look at it before you accept its licence",
    role: "{role, select, base {draws the pictures} ip_adapter {lets the item’s own picture guide the drawing} image_encoder {reads pictures and finds similar items} clip_text {compares texts with pictures: tags, search by words} foreground {cuts the subject out of its background} controlnet {keeps the structure of a picture} lora {draws in 4 steps instead of 50} vae_tiny {shows previews sooner} upscaler {makes pictures larger} other {}}",
    state:
      "{state, select, absent {not downloaded} partial {downloaded in part} ready {ready} changed {damaged} other {}}",
    no_json: "it is no JSON",
    bad_content_range: "it sends another part of the file than was asked for",
    too_long: "it is longer than {most}",
  },
}
