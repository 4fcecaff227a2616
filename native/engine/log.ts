/** What a shell needs to keep a log of its own. */
export { keepLastLines } from "../base/log/last-lines.ts"
export { type Log, openLog } from "../base/log/log.ts"
export { panicReason } from "../base/log/panic.ts"
