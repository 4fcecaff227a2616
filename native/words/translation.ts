/** The shape that another language's words must have: every key of the English ones, with any text. */
export type Translation<English> = {
  readonly [Key in keyof English]: English[Key] extends string ? string : Translation<English[Key]>
}
