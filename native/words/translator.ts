/** Use-intl's translator outside React. */
import { createTranslator } from "use-intl/core"
import { isolating, type Translator } from "./isolate.ts"
import type { Locale } from "./locale.ts"
import type { Translate } from "./say.ts"

/** Finds the texts of `messages` by their keys; a text that is missing or can't be read is an error of the program. */
export const translatorOf = (locale: Locale, messages: object): Translate =>
  isolating(
    createTranslator({
      locale,
      messages: messages as never,
      onError: error => {
        throw error
      },
    }) as unknown as Translator,
  ) as Translate
