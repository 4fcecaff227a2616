/** Words of the desktop's menu and dialogs. */
import type { MenuCommand } from "../../contract/shell.ts"

const commands: Record<MenuCommand, string> = {
  "go-studio": "Studio",
  "go-catalog": "Catalog",
  "go-personas": "Personas",
  "go-history": "History",
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
}
