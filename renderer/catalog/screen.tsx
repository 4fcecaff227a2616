/** The catalog: all items in a grid, and the page of one. */
import { Route, Switch } from "wouter"
import { fromPath } from "../app/paths.ts"
import { Grid } from "./grid.tsx"
import { ItemPage } from "./item-page.tsx"

export default function CatalogScreen() {
  return (
    <Switch>
      <Route path="/:id">{({ id }) => <ItemPage key={id} id={fromPath(id)} />}</Route>
      <Route>
        <Grid />
      </Route>
    </Switch>
  )
}
