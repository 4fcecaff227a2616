/** Personas: the list, and the page of one. */
import { Route, Switch } from "wouter"
import { fromPath } from "../app/paths.ts"
import { PersonaList } from "./persona-list.tsx"
import { PersonaPage } from "./persona-page.tsx"

export default function PersonasScreen() {
  return (
    <Switch>
      <Route path="/:id">{({ id }) => <PersonaPage key={id} id={fromPath(id)} />}</Route>
      <Route>
        <PersonaList />
      </Route>
    </Switch>
  )
}
