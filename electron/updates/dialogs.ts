/** “Check for updates…” of the menu: asks once, and goes on as far as the user says. */
import type { Say, Translate } from "../../native/words/say.ts"
import type { Updates } from "./updates.ts"

export interface DialogOptions {
  updates: Pick<Updates, "state" | "take">
  /** The desktop's words. */
  t: Translate
  say: Say
  /** Shows a dialog; settles with the number of the pressed button. */
  ask: (dialog: { message: string; detail: string; buttons: string[] }) => Promise<number>
}

export async function checkFromMenu({ updates, t, say, ask }: DialogOptions): Promise<void> {
  const tell = (message: string, detail = "") => ask({ message, detail, buttons: [t("updates.ok")] })
  const confirm = async (message: string, detail: string, action: string) =>
    (await ask({ message, detail, buttons: [action, t("updates.later")] })) === 0

  const { step } = updates.state.progress
  if (step !== "downloading" && step !== "installing") await updates.take("check")
  for (;;) {
    const { progress, version: current } = updates.state
    switch (progress.step) {
      case "found": {
        const { version } = progress
        const detail = t("updates.foundDetail", { current })
        if (!(await confirm(t("updates.found", { version }), detail, t("updates.download")))) return
        await updates.take("download")
        break
      }
      case "ready": {
        const { version } = progress
        if (await confirm(t("updates.ready", { version }), t("updates.readyDetail"), t("updates.install")))
          await updates.take("install")
        return
      }
      case "unavailable":
        await tell(say(progress.reason))
        return
      case "failed": {
        const { message, next } = say.error(progress.problem)
        await tell(message, next)
        return
      }
      case "downloading":
      case "installing":
        await tell(t("updates.downloading", { version: progress.version }))
        return
      default:
        await tell(t("updates.latest", { version: current }))
        return
    }
  }
}
