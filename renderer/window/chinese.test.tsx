/** Every screen in Chinese, with every kind of note, problem, job and state: no English is shown or read out. */

import { IntlProvider } from "use-intl"
import { afterAll, beforeEach, expect, test } from "vitest"
import { page, userEvent } from "vitest/browser"
import { render } from "vitest-browser-react/pure"
import type { UpdateProgress } from "../../native/contract/shell.ts"
import { allCodes, notesOf } from "../../native/words/samples.ts"
import { page as words } from "../../native/words/zh/page/index.ts"
import { useProblemText } from "../app/problem-text.ts"
import { client, queryClient } from "../engine/rpc.ts"
import { ProgramUpdates } from "../settings/updates.tsx"
import { emptyBoard, setBoardDraft } from "../shared/board-draft.ts"
import { setDraft, useDraft } from "../shared/studio-draft.ts"
import { answer, bridge, unanswered, updates } from "../testing/engine.ts"
import { englishIn, textsOf } from "../testing/english.ts"
import { catalogScenes } from "../testing/scenes/catalog.ts"
import type { Scene } from "../testing/scenes/scene.ts"
import { taskScenes } from "../testing/scenes/tasks.ts"
import { App } from "./app.tsx"

const heard = new Set<string>()
const listen = () => {
  for (const text of textsOf()) heard.add(text)
}

const nextFrame = () => new Promise(resolve => requestAnimationFrame(resolve))

/** Nothing is being read any more, and what came is drawn. */
async function settled(): Promise<void> {
  const end = performance.now() + 5000
  for (let quiet = 0; quiet < 3 && performance.now() < end; quiet++) {
    if (queryClient.isFetching() > 0) quiet = 0
    await nextFrame()
  }
  listen()
}

/** Looks behind every tab, and into everything that opens. */
async function lookAround(): Promise<void> {
  const tabs = [...document.querySelectorAll<HTMLElement>("[role=tab][aria-selected=false]")]
  for (const tab of tabs) {
    tab.click()
    await settled()
  }
  const opening = "button[aria-haspopup], button[aria-expanded=false], [role=combobox][aria-haspopup]"
  for (const button of [...document.querySelectorAll<HTMLElement>(opening)]) {
    if (!button.isConnected || button.closest("[aria-hidden=true]")) continue
    button.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, button: 0 }))
    button.click()
    await settled()
    if (document.querySelector("[role=listbox], [role=menu], [role=dialog]"))
      await userEvent.keyboard("{Escape}")
  }
}

const fresh = useDraft.getInitialState()

beforeEach(async () => {
  await queryClient.cancelQueries()
  queryClient.clear()
  // Calls are answered in their order: after this one, none of the scene before is left.
  await client.app.status().catch(() => undefined)
  heard.clear()
  unanswered.clear()
  setDraft(fresh, true)
  setBoardDraft(emptyBoard)
  localStorage.clear()
  // From the first frame on.
  localStorage.setItem("studio.language", "zh-Hans")
})

afterAll(() => {
  answer({})
  queryClient.clear()
  location.hash = ""
})

async function visit({ path, answers, act }: Scene): Promise<void> {
  answer(answers)
  location.hash = `#${path}`
  const box = document.body.appendChild(document.createElement("div"))
  box.style.height = "800px"
  await render(<App />, { container: box })
  await expect.poll(() => document.querySelector("h1"), { interval: 10, timeout: 10_000 }).not.toBeNull()
  await expect.poll(() => document.documentElement.lang, { interval: 10, timeout: 5000 }).toBe("zh-Hans")
  await settled()
  for (const step of act ?? []) {
    await step(page)
    await settled()
  }
  if (!act) await lookAround()
}

test.each([...catalogScenes, ...taskScenes])("$name", async scene => {
  await visit(scene)
  expect([...unanswered]).toEqual([])
  expect([...heard]).not.toContain(words.common.problem.screenTitle)
  expect(englishIn(heard)).toEqual([])
})

test("what is English is found: in a text, in a label, and as a mark", () => {
  const box = document.body.appendChild(document.createElement("div"))
  box.innerHTML = `<p>已导入</p><p>Imported</p><button aria-label="Try again">重试</button><p>完成. 请继续</p><p>共 3 items drawn</p>`
  expect(englishIn(textsOf(box))).toEqual(["Imported", "Try again", "完成. 请继续", "共 3 items drawn"])
  expect(
    englishIn([
      "λ1 0.5 · H 8",
      "SSIM 0.61",
      "请选择含有 items.csv 的文件夹",
      "模型包 starter",
      "TEXT 不是 safetensors",
    ]),
  ).toEqual([])
  box.remove()
})

/** Every code with each sample of its details, as the page says it. */
function EverySentence() {
  const textOf = useProblemText()
  return allCodes
    .flatMap(code => [...notesOf(code)])
    .map((note, index) => {
      const { message, next } = textOf(note)
      // biome-ignore lint/suspicious/noArrayIndexKey: never changes
      return <p key={index}>{`${message}${next}`}</p>
    })
}

test("the sentence of every code holds no English", async () => {
  const { container } = await render(
    <IntlProvider locale="zh-Hans" messages={words as never} timeZone="UTC">
      <EverySentence />
    </IntlProvider>,
  )
  expect(container.children.length).toBeGreaterThanOrEqual(allCodes.length)
  expect(englishIn(textsOf(container))).toEqual([])
})

const version = "0.3.0"
const updateStates: readonly UpdateProgress[] = [
  { step: "unavailable", reason: { code: "update.no_source", details: {} } },
  { step: "none", checked: null },
  { step: "none", checked: Date.UTC(2026, 10, 30) },
  { step: "checking" },
  { step: "found", version },
  { step: "downloading", version, fraction: 0.5 },
  { step: "ready", version },
  { step: "installing", version },
  { step: "failed", problem: { code: "update.not_ours", details: { host: "-" } } },
]

test("updates of the desktop program hold no English in any state", async () => {
  Object.assign(window, { studio: bridge })
  for (const progress of updateStates) {
    updates.current = { automatic: true, version: "0.2.0", host: "-", progress }
    const { container, unmount } = await render(
      <IntlProvider locale="zh-Hans" messages={words as never} timeZone="UTC">
        <ProgramUpdates />
      </IntlProvider>,
    )
    expect(container.textContent).not.toBe("")
    expect([progress.step, englishIn(textsOf(container))]).toEqual([progress.step, []])
    await unmount()
  }
  Object.assign(window, { studio: undefined })
})
