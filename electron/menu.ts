/** The application's menu. Its commands are the page's: a chosen one is sent to the page. */
import type { MenuItemConstructorOptions } from "electron"
import { type MenuCommand, menuCommands } from "../native/contract/shell.ts"
import type { DesktopWords } from "../native/words/desktop.ts"

const names = Object.keys(menuCommands) as MenuCommand[]

export interface MenuOptions {
  platform: NodeJS.Platform
  words: DesktopWords
  /** Whether it may open developer tools. */
  developing: boolean
  run: (command: MenuCommand) => void
  checkForUpdates: () => void
}

export function menuTemplate({
  platform,
  words,
  developing,
  run,
  checkForUpdates,
}: MenuOptions): MenuItemConstructorOptions[] {
  const mac = platform === "darwin"
  const command = (name: MenuCommand): MenuItemConstructorOptions => ({
    id: name,
    label: words.commands[name],
    accelerator: menuCommands[name].replace("Mod", "CmdOrCtrl"),
    click: () => run(name),
  })
  const separator: MenuItemConstructorOptions = { type: "separator" }
  const updates: MenuItemConstructorOptions = {
    id: "check-for-updates",
    label: words.updates.check,
    click: checkForUpdates,
  }
  const appMenu: MenuItemConstructorOptions = {
    role: "appMenu",
    submenu: [
      { role: "about" },
      updates,
      separator,
      command("go-settings"),
      separator,
      { role: "hide" },
      { role: "hideOthers" },
      { role: "unhide" },
      separator,
      { role: "quit" },
    ],
  }
  return [
    ...(mac ? [appMenu] : []),
    {
      label: words.menu.file,
      submenu: [
        command("import"),
        command("render"),
        separator,
        ...(mac
          ? [{ role: "close" as const }]
          : [command("go-settings"), separator, { role: "quit" as const }]),
      ],
    },
    {
      label: words.menu.edit,
      submenu: [
        { role: "undo" },
        { role: "redo" },
        separator,
        { role: "cut" },
        { role: "copy" },
        { role: "paste" },
        { role: "selectAll" },
      ],
    },
    {
      label: words.menu.go,
      // Settings are where each system has them.
      submenu: names.filter(name => name.startsWith("go-") && name !== "go-settings").map(command),
    },
    {
      label: words.menu.view,
      submenu: [
        { role: "resetZoom" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        separator,
        { role: "togglefullscreen" },
        ...(developing ? [separator, { role: "reload" as const }, { role: "toggleDevTools" as const }] : []),
      ],
    },
    { role: "windowMenu" },
    {
      role: "help",
      label: words.menu.help,
      submenu: [command("shortcuts"), ...(mac ? [] : [separator, updates])],
    },
  ]
}
