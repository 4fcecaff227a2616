/** Words of the desktop's menu and dialogs. */
import type { MenuCommand } from "../../contract/shell.ts"

const commands: Record<MenuCommand, string> = {
  "go-studio": "Studio",
  "go-board": "Board",
  "go-catalog": "Catalog",
  "go-personas": "Personas",
  "go-history": "History",
  "go-layouts": "Layouts",
  "go-image-sets": "Image Sets",
  "go-training": "Fine-tune",
  "go-evaluation": "Evaluation",
  "go-jobs": "Jobs",
  "go-settings": "Settings…",
  import: "Import Catalog…",
  render: "Render",
  shortcuts: "Keyboard Shortcuts",
}

export const desktop = {
  menu: { file: "File", edit: "Edit", view: "View", go: "Go", help: "Help" },
  commands,
  chooseFolder: "Choose a folder",
  chooseFile: "Choose a file",
  choose: "Choose",
  pageLost: {
    message: "The studio’s window stopped working.",
    detail:
      "{reason, select, oom {It ran out of memory.} killed {The system ended it.} other {It crashed.}} Jobs go on, and nothing that was done is lost.",
    reload: "Open Again",
    quit: "Quit",
  },
  damaged: {
    message: "I-AM-G Studio is damaged and can’t start.",
    detail:
      "{kind, select, missing {A file of the program is missing:} changed {A file of the program was changed:} other {A file does not belong to the program:}} {file}{others, plural, =0 {.} one { (and # other file).} other { (and # other files).}} Install the program again. Your catalog and your images are stored elsewhere and are not affected.",
  },
  updates: {
    check: "Check for Updates…",
    latest: "You have the newest version, {version}.",
    found: "Version {version} is available.",
    foundDetail: "You have version {current}. You can go on working during the download.",
    downloading: "Version {version} is being downloaded.",
    ready: "Version {version} is ready to install.",
    readyDetail: "The studio closes and opens again. Running jobs continue afterwards.",
    download: "Download",
    install: "Restart and Install",
    later: "Later",
    ok: "OK",
  },
}
