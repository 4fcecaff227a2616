/** One layout, read first. */
import { useQuery } from "@tanstack/react-query"
import { orpc } from "../engine/rpc.ts"
import { useLayoutName } from "../shared/layout-name.ts"
import { Loaded } from "../ui/loaded.tsx"
import { Screen } from "../ui/screen.tsx"
import { BackToList } from "./back-to-list.tsx"
import { LayoutEditor } from "./layout-editor.tsx"

export function LayoutPage({ name }: { name: string }) {
  const nameOf = useLayoutName()
  const view = useQuery(orpc.layouts.get.queryOptions({ input: { name } }))
  const status = useQuery(orpc.app.status.queryOptions())
  if (view.data && status.data && view.error === null) return <LayoutEditor view={view.data} />
  return (
    <Screen title={nameOf(name)} before={<BackToList />}>
      <Loaded query={view} loading={{ height: 320 }}>
        {() => null}
      </Loaded>
    </Screen>
  )
}
