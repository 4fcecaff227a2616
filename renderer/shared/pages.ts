/** A long list that the engine tells in pages. */
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query"

/** How an infinite query of pages of `limit` entries begins and goes on; the page parameter is the offset. */
export const byOffset = (limit: number) => ({
  initialPageParam: 0,
  getNextPageParam: ({ total }: { total: number }, pages: readonly unknown[]): number | undefined =>
    pages.length * limit < total ? pages.length * limit : undefined,
})

export interface Pages<Entry> {
  /** Those that were read. */
  entries: readonly Entry[]
  /** How many there are; undefined until the first page is there. */
  total: number | undefined
  /** Reads the next page; undefined while one is read, and at the end. */
  onMore: (() => void) | undefined
}

/** @example const { entries, total, onMore } = pagesOf(useInfiniteQuery(…), page => page.items) */
export function pagesOf<Page extends { total: number }, Entry>(
  query: UseInfiniteQueryResult<InfiniteData<Page>>,
  entriesOf: (page: Page) => readonly Entry[],
): Pages<Entry> {
  return {
    entries: query.data?.pages.flatMap(entriesOf) ?? [],
    total: query.data?.pages[0]?.total,
    onMore: query.hasNextPage && !query.isFetching ? () => void query.fetchNextPage() : undefined,
  }
}
