// @ts-check
/** The questionnaire's page (paper, appendix F): works from a file, without a network, and keeps answers in the browser. */

/**
 * @typedef {{ token: string, picture: string }} Choice
 * @typedef {{ token: string, task: string, title: string, text: string, history: { title: string, picture: string }[], choices: Choice[] }} Trial
 * @typedef {{ survey: string, perParticipant: number, trials: Trial[] }} Survey
 * @typedef {{ trial: string, shown: string[], ranked: string[] }} Answer `ranked` grows as images are chosen
 * @typedef {{ participant: string, at: number, answers: Answer[], saved?: boolean }} State `at`: −1 the first page, after the
 *   last trial the end; `saved` once the answers as they are went into a file
 * @typedef {Record<"heading" | "keys" | "private" | "start" | "viewed" | "ask" | "undo" | "back" | "next" | "done" | "send" | "save" | "another", string> & {
 *   about: (n: number) => string, progress: (n: number, of: number) => string, browsing: (task: string, title: string) => string,
 *   image: (n: number, rank: number) => string }} Strings
 */

/** @type {Record<"en" | "zh", Strings>} */
const strings = {
  en: {
    heading: "Which image appeals most?",
    about: n => `You will see ${n} items, each in several images. Put the images in order, the best first.`,
    keys: "With the keyboard: a number chooses the image in that place, Backspace takes the last choice back, Enter goes on.",
    private:
      "Nothing leaves this page by itself. At the end you save a file and send it to whoever gave you this page.",
    start: "Start",
    progress: (n, of) => `Item ${n} of ${of}`,
    viewed: "You are a shopper who has looked at these before:",
    browsing: (task, title) =>
      `Now you are browsing ${/^[aeiou]/i.test(task) ? "an" : "a"} ${task}: ${title}`,
    ask: "Which image appeals to you most? Click the best first, then the next, to the last.",
    image: (n, rank) => `Image ${n}${rank ? `, your number ${rank}` : ""}`,
    undo: "Take back",
    back: "Back",
    next: "Next",
    done: "Thank you. That was all.",
    send: "Save your answers and send the file to whoever gave you this page.",
    save: "Save answers",
    another: "Start for another person",
  },
  zh: {
    heading: "哪张图片最吸引您？",
    about: n => `您将看到 ${n} 个项目，每个项目有几张图片。请从最喜欢的开始，为图片排序。`,
    keys: "使用键盘：按数字键选择该位置的图片，按退格键撤回上一个选择，按回车键继续。",
    private: "本页面不会自行发送任何内容。最后您可保存一个文件，并发送给提供此页面的人。",
    start: "开始",
    progress: (n, of) => `第 ${n} 项，共 ${of} 项`,
    viewed: "您是一位购物者，之前看过这些：",
    browsing: (task, title) => `您现在正在浏览（${task}）：${title}`,
    ask: "哪张图片最吸引您？请先点击最喜欢的，然后依次点击，直到最后一张。",
    image: (n, rank) => `图片 ${n}${rank ? `，您的第 ${rank} 名` : ""}`,
    undo: "撤回",
    back: "上一步",
    next: "下一步",
    done: "谢谢，全部完成。",
    send: "请保存您的答案，并将文件发送给提供此页面的人。",
    save: "保存答案",
    another: "为另一位参与者开始",
  },
}
const language = navigator.language.startsWith("zh") ? "zh" : "en"
document.documentElement.lang = language
const say = strings[language]

const root = /** @type {HTMLElement} */ (document.getElementById("page"))
/** @type {Survey} */
const survey = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("survey")).textContent ?? "")
const storageKey = `iamg-survey-${survey.survey}`

/** A browser that keeps nothing for files still shows the page. @returns {State | undefined} */
function recall() {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? "") ?? undefined
  } catch {
    return undefined
  }
}

function remember() {
  try {
    localStorage.setItem(storageKey, JSON.stringify(state))
  } catch {
    // The answers are still in this page.
  }
}

/** A whole number from 0 to below `end`, each equally likely. @param {number} end */
function randomBelow(end) {
  const limit = Math.floor(2 ** 32 / end) * end
  for (;;) {
    const [word = 0] = crypto.getRandomValues(new Uint32Array(1))
    if (word < limit) return word % end
  }
}

/** Fisher and Yates. @template T @param {readonly T[]} values @returns {T[]} */
function shuffled(values) {
  const result = [...values]
  for (let n = result.length - 1; n > 0; n--) {
    const other = randomBelow(n + 1)
    const [a, b] = [result[n], result[other]]
    result[n] = /** @type {T} */ (b)
    result[other] = /** @type {T} */ (a)
  }
  return result
}

/** RFC 9562, version 4; crypto.randomUUID is missing from pages that are opened as files in some browsers. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}

/** Each participant's own trials, in an order of its own, with images in an order of their own. @returns {State} */
function begin() {
  const trials = shuffled(survey.trials).slice(0, survey.perParticipant)
  const answers = trials.map(({ token, choices }) => ({
    trial: token,
    ranked: [],
    shown: shuffled(choices.map(choice => choice.token)),
  }))
  return { participant: uuid(), at: -1, answers }
}

/** @type {State} */
let state = recall() ?? begin()

/**
 * @param {string} tag
 * @param {Record<string, string | boolean | ((event: Event) => void)>} attributes
 * @param {(Node | string)[]} children
 */
function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value)
    else if (value !== false) node.setAttribute(name, value === true ? "" : value)
  }
  node.append(...children)
  return node
}

/** @param {string} text @param {() => void} action */
const button = (text, action, attributes = {}) =>
  element("button", { type: "button", click: action, ...attributes }, text)

/** @param {number} at */
function go(at) {
  state.at = at
  state.saved = false
  render()
  scrollTo(0, 0)
  document.querySelector("h1")?.focus()
}

/** Chooses the image in a place next; one that was chosen is taken out again. @param {number} place */
function choose(place) {
  const answer = state.answers[state.at]
  const token = answer?.shown[place]
  if (!answer || token === undefined) return
  const at = answer.ranked.indexOf(token)
  if (at < 0) answer.ranked.push(token)
  else answer.ranked.splice(at, 1)
  // The last image's rank goes without saying.
  const left = answer.shown.filter(one => !answer.ranked.includes(one))
  if (at < 0 && left.length === 1) answer.ranked.push(...left)
  render()
  /** @type {NodeListOf<HTMLElement>} */
  const buttons = root.querySelectorAll(".choices button")
  buttons[place]?.focus()
}

function undo() {
  const answer = state.answers[state.at]
  if (!answer) return
  // The last two came together.
  if (isRanked(answer)) answer.ranked.pop()
  answer.ranked.pop()
  redraw()
}

/** @param {Answer} answer */
const isRanked = ({ shown, ranked }) => ranked.length === shown.length

function save() {
  const text = JSON.stringify({
    format: 1,
    survey: survey.survey,
    participant: state.participant,
    answers: state.answers.filter(isRanked),
  })
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }))
  element("a", { href: url, download: `answers-${state.participant.slice(0, 8)}.json` }).click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
  state.saved = true
  redraw()
}

/** Whoever comes next starts at the first page; the answers before are in their file. */
function startAnew() {
  state = begin()
  go(state.at)
}

/** @param {string} text */
const heading = text => element("h1", { tabindex: "-1" }, text)

const firstPage = () => [
  heading(say.heading),
  element("p", {}, say.about(state.answers.length)),
  element("p", {}, say.keys),
  element("p", { class: "soft" }, say.private),
  element(
    "nav",
    {},
    button(say.start, () => go(0), { class: "main" }),
  ),
]

/** @param {Answer} answer */
function trialPage(answer) {
  const trial = survey.trials.find(({ token }) => token === answer.trial)
  if (!trial) return []
  const { task, title, text, history, choices } = trial
  /** @param {string} token */
  const pictureOf = token => choices.find(choice => choice.token === token)?.picture ?? ""
  return [
    element("p", { class: "soft" }, say.progress(state.at + 1, state.answers.length)),
    element("progress", { value: `${state.at}`, max: `${state.answers.length}` }),
    element("p", {}, say.viewed),
    element(
      "ul",
      { class: "history" },
      ...history.map(item =>
        element("li", {}, element("img", { src: item.picture, alt: "" }), element("span", {}, item.title)),
      ),
    ),
    heading(say.browsing(task, title)),
    element("p", { class: "soft" }, text),
    element("p", {}, say.ask),
    element(
      "div",
      { class: "choices" },
      ...answer.shown.map((token, place) => {
        const rank = answer.ranked.indexOf(token) + 1
        const label = say.image(place + 1, rank)
        return element(
          "button",
          { type: "button", "aria-label": label, "aria-pressed": `${rank > 0}`, click: () => choose(place) },
          element("img", { src: pictureOf(token), alt: "" }),
          element("span", { class: "place" }, `${place + 1}`),
          ...(rank > 0 ? [element("span", { class: "rank" }, `${rank}`)] : []),
        )
      }),
    ),
    element(
      "nav",
      {},
      button(say.back, () => go(state.at - 1)),
      button(say.undo, undo, { disabled: answer.ranked.length === 0 }),
      button(say.next, () => go(state.at + 1), { class: "main", disabled: !isRanked(answer) }),
    ),
  ]
}

const lastPage = () => [
  heading(say.done),
  element("p", {}, say.send),
  element(
    "nav",
    {},
    button(say.back, () => go(state.at - 1)),
    button(say.save, save, { class: "main" }),
    ...(state.saved ? [button(say.another, startAnew)] : []),
  ),
]

function render() {
  const answer = state.answers[state.at]
  root.replaceChildren(...(state.at < 0 ? firstPage() : answer ? trialPage(answer) : lastPage()))
  remember()
}

/** Draws the page anew, with the focus on the button that had it, else on the heading. */
function redraw() {
  const buttons = () => [...root.querySelectorAll("button")]
  const at = buttons().indexOf(/** @type {HTMLButtonElement} */ (document.activeElement))
  render()
  const again = buttons()[at]
  const target = again && !again.disabled ? again : root.querySelector("h1")
  target?.focus({ preventScroll: true })
}

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  // The page's own buttons do what they say.
  if (event.key === "Enter" && event.target instanceof Element && event.target.closest("nav")) return
  const answer = state.answers[state.at]
  if (answer && /^[1-8]$/.test(event.key)) choose(Number(event.key) - 1)
  else if (answer && event.key === "Backspace") undo()
  else if (answer && event.key === "Enter" && isRanked(answer)) go(state.at + 1)
  else return
  event.preventDefault()
})

render()
