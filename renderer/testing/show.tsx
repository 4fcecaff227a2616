/** Component tests: draws a part as the app would, and asks axe about it. */
import CssBaseline from "@mui/material/CssBaseline"
import { ThemeProvider } from "@mui/material/styles"
import axe from "axe-core"
import type { ReactNode } from "react"
import { IntlProvider } from "use-intl"
import { expect } from "vitest"
import { type RenderResult, render } from "vitest-browser-react/pure"
import { page as en } from "../../native/words/en/page/index.ts"
import { themeIn } from "../app/theme.ts"

/** Draws `part` with the app's theme and its English words, once, as the built app does (StrictMode would move the focus).
 *
 * @example const page = await show(<CloseButton onClick={close} />)
 */
export function show(part: ReactNode): Promise<RenderResult> {
  return render(part, { wrapper: Around })
}

function Around({ children }: { children: ReactNode }) {
  return (
    <ThemeProvider theme={themeIn("en")} defaultMode="light">
      <CssBaseline enableColorScheme />
      <IntlProvider locale="en" messages={en} timeZone="UTC">
        <main id="content">{children}</main>
      </IntlProvider>
    </ThemeProvider>
  )
}

/** Fails with what axe finds wrong in what is drawn, dialogs included; landmarks and titles are the app's matter. */
export async function expectAccessible(): Promise<void> {
  await settled()
  const { violations } = await axe.run(document.body, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  })
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(" | ")}`)
  expect(found).toEqual([])
}

/** Resolves when what fades or slides in is there: half faded letters have too little contrast. */
async function settled(): Promise<void> {
  const ending = document
    .getAnimations()
    .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
  await Promise.allSettled(ending.map(({ finished }) => finished))
}
