/** Layouts: the list, and the editor of one. */
import { Route, Switch } from "wouter"
import { fromPath } from "../app/paths.ts"
import { LayoutList } from "./layout-list.tsx"
import { LayoutPage } from "./layout-page.tsx"

export default function LayoutsScreen() {
  return (
    <Switch>
      <Route path="/:name">{({ name }) => <LayoutPage key={name} name={fromPath(name)} />}</Route>
      <Route>
        <LayoutList />
      </Route>
    </Switch>
  )
}
