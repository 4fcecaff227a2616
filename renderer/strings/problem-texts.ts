/** The shape of another language's problems: texts for codes of errors.ts, which take the details of the error as values. */
import type { ErrorCode } from "../../native/contract/errors.ts"

export interface ProblemText {
  readonly message: string
  /** What to do about it. */
  readonly next: string
}

type Group<Code> = Code extends `${infer Name}.${string}` ? Name : never
type NameIn<G extends string, Code = ErrorCode> = Code extends `${G}.${infer Name}` ? Name : never

/** `pack.exists` is `{ pack: { exists: … } }`. What has no text here is said as the engine says it. */
export type ProblemTexts = {
  readonly [G in Group<ErrorCode>]?: { readonly [Name in NameIn<G>]?: ProblemText }
} & { readonly unexpected: ProblemText }
