/** Component tests of parts that call the engine. */
import { QueryClientProvider } from "@tanstack/react-query"
import type { ReactNode } from "react"
import type { RenderResult } from "vitest-browser-react/pure"
import { Router } from "wouter"
import { memoryLocation } from "wouter/memory-location"
import { Notices } from "../app/notices.tsx"
import { queryClient } from "../engine/rpc.ts"
import { FolderPickerProvider } from "../shared/folder-picker.tsx"
import { AskProvider } from "../ui/ask.tsx"
import { appAnswers } from "./app-answers.ts"
import { catalogAnswers } from "./catalog-answers.ts"
import { type Answers, answer, withAnswers } from "./engine.ts"
import { show } from "./show.tsx"
import { workAnswers } from "./work-answers.ts"

/** What a small studio answers in English; `more` takes the place of single calls. */
export const answersWith = (more: Answers = {}): Answers =>
  withAnswers(withAnswers(withAnswers(appAnswers("en"), catalogAnswers), workAnswers), more)

/** Draws `part` with an engine that answers, and with the dialogs and messages of the app. */
export function showInApp(part: ReactNode, answers: Answers = answersWith()): Promise<RenderResult> {
  queryClient.clear()
  answer(answers)
  const { hook } = memoryLocation({ path: "/" })
  return show(
    <QueryClientProvider client={queryClient}>
      <Router hook={hook}>
        <AskProvider>
          <FolderPickerProvider>
            {part}
            <Notices />
          </FolderPickerProvider>
        </AskProvider>
      </Router>
    </QueryClientProvider>,
  )
}
