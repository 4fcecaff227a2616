import type { engine as codes } from "../../contract/codes/engine.ts"
import type { WordsOf } from "../words-of.ts"

export const engine: WordsOf<typeof codes> = {
  job: {
    cancelled: {
      message:
        "The {what, select, image_set {image set} pack {making of the pack} masks {making of masks} other {{what}}} was cancelled.",
      next: "Start it again whenever you like.",
    },
    unknown: {
      message: "There is no job {job}.",
      next: "It was cleared from the list.",
    },
    wrong_state: {
      message:
        "{job, select, import {The import} prepare {The preparation} tag {The tagging} render {The drawing} export {The image set} train {The fine-tuning} evaluate {The evaluation} judge {The judging} other {“{job}”}} is {state, select, queued {waiting} preparing {being prepared} running {running} paused {paused} stopped {stopped} done {done} failed {failed} cancelled {cancelled} other {{state}}} and can’t {wanted, select, pause {be paused} resume {be resumed} retry {be retried} cancel {be cancelled} other {show a report}}.",
      next: "Look at the list of jobs again; it may have ended meanwhile.",
    },
    lost: {
      message: "The engine was lost {restarts} times while this job ran, without getting anywhere.",
      next: "Retry it with fewer or smaller images, or after closing other programs that need memory.",
    },
    unreadable: {
      message:
        "{job, select, import {The import} prepare {The preparation} tag {The tagging} render {The drawing} export {The image set} train {The fine-tuning} evaluate {The evaluation} judge {The judging} other {“{job}”}} was kept by another version of the program, and this version can’t go on with it.",
      next: "Start it anew. What it has made so far is kept.",
    },
    unreadable_report: {
      message:
        "{job, select, import {The import} prepare {The preparation} tag {The tagging} render {The drawing} export {The image set} train {The fine-tuning} evaluate {The evaluation} judge {The judging} other {“{job}”}} left a report that another version of the program wrote, and this version can’t show it.",
      next: "What the job made is kept. Do it again for a new report.",
    },
  },
  render: {
    unknown: {
      message: "There is no render {render}.",
      next: "It was deleted; the history shows what there is.",
    },
  },
  folders: {
    unknown_handle: {
      message: "That folder was chosen before the engine was started again.",
      next: "Choose the folder once more.",
    },
    outside: {
      message: "The folder {folder} lies outside what the studio may look into.",
      next: "Choose another folder, or start the studio with a wider --root.",
    },
    unreadable: {
      message: "The folder {folder} can't be read: {reason}.",
      next: "Check that it is still there and that you may read it.",
    },
    bad_name: {
      message: "“{name}” can't be a folder's name.",
      next: 'Use letters, digits, spaces and hyphens; no / \\ : * ? " < > |, and no dot first or last.',
    },
    exists: {
      message: "There is already a folder or file called “{name}”.",
      next: "Use it, or choose another name.",
    },
    not_made: {
      message: "The folder “{name}” can't be made: {reason}.",
      next: "Check that you may write there and that the drive isn't full.",
    },
  },
  rpc: {
    unknown_call: {
      message: 'There is no call "{call}".',
      next: "Reload the page: it may be older than the program.",
    },
    bad_input: { message: "The call {call} was refused: {problems}.", next: "Correct it and try again." },
    malformed: {
      message: "A message can't be read: {problem}.",
      next: "Reload the page.",
    },
    too_large: {
      message: "That is too much at once: the limit is {limit}.",
      next: "Use a smaller file, or fewer things at a time.",
    },
    garbled: "its values are garbled",
    no_call: "it is not a call",
  },
  serve: {
    port_taken: {
      message: "The studio can't listen at port {port}: {reason}.",
      next: "Choose another with --port, or leave it out to take a free one.",
    },
    no_page: {
      message: "The studio’s page isn’t built: {dir} holds no page.",
      next: "Run `npm run build`, or start with `npm start`, which builds it.",
    },
    bad_root: {
      message: "{dir} is no folder that can be opened.",
      next: "Name a folder with --root, or leave it out for your home folder.",
    },
    port_used: "another program uses it",
  },
  engine: {
    not_started: {
      message: "The engine could not start: {reason}.",
      next: "Mend what it names, then start again.",
    },
    lost: {
      message: "The engine ended {times} times in a short while. The last time: {reason}.",
      next: "Close other programs that use much memory, then start the engine again. What was done is kept.",
    },
    system_ended: "the system ended it, most often because memory ran out",
    gave_up: "its native code gave up, most often because memory ran out",
    panicked: "a library of it met something that it can't take; the log holds what it said",
    unreadable_text: "the workspace's state.db holds text that is no text",
    crashed: "its native code crashed",
    crashed_with: "its native code crashed ({exception})",
    ended_by: "it was ended by {signal}",
    ended_with: "it ended with exit code {exit}",
    broke: "an error happened inside the program: {reason}",
    memory_ran_out: "memory ran out",
    restarting: "The engine ended: {reason}. It is being started again.",
    crashed_or_memory: "its native code crashed, or memory ran out (exit code {exit})",
  },
}
