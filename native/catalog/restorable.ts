/** How long items, personas and renders that were removed can be restored. */
const restorableForDays = 30

/** What was removed before this time can no longer be restored. ISO 8601. */
export const restorableSince = (now: number): string =>
  new Date(now - restorableForDays * 86_400_000).toISOString()
