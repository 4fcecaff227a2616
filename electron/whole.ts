/** A packed program starts only when what lies beside its archive is as it was packed. */
import { app, dialog } from "electron"
import type { Log } from "../native/engine/log.ts"
import type { Translate } from "../native/words/say.ts"
import { type Damage, damageIn } from "./unpacked.ts"

/** Whether the program is whole. One that isn't says which file is damaged, and ends. */
export async function isWhole(
  { unpacked, unpackedList }: { unpacked: string; unpackedList: string },
  t: Translate,
  log: Log,
): Promise<boolean> {
  if (!app.isPackaged) return true
  const damage = await damageIn(unpacked, unpackedList)
  const [first] = damage
  if (!first) return true
  log.warn("program damaged", { kind: first.kind, files: damage.length })
  dialog.showMessageBoxSync({ type: "error", ...damageText(first, damage.length, t) })
  app.quit()
  return false
}

const damageText = ({ file, kind }: Damage, files: number, t: Translate) => ({
  message: t("damaged.message"),
  detail: t("damaged.detail", { file, kind, others: files - 1 }),
  buttons: [t("pageLost.quit")],
})
