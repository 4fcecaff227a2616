/** The images that were generated, with their recipes, in state.db. */
import { type Recipe, recipeSchema } from "../contract/recipe.ts"
import type { State } from "./state.ts"

export interface Render {
  id: string
  /** Where the image file is. */
  path: string
  recipe: Recipe
  /** ISO 8601. */
  createdAt: string
}

interface Row {
  id: string
  path: string
  recipe: string
  created_at: string
}

export function insertRender(state: State, { id, path, recipe, createdAt }: Render): void {
  state
    .prepare("INSERT INTO renders (id, path, recipe, created_at) VALUES (?, ?, ?, ?)")
    .run(id, path, JSON.stringify(recipeSchema.parse(recipe)), createdAt)
}

/** Newest first. */
export function listRenders(state: State): Render[] {
  const rows = state.prepare("SELECT * FROM renders ORDER BY created_at DESC, id").all() as Row[]
  return rows.map(row => ({
    id: row.id,
    path: row.path,
    recipe: recipeSchema.parse(JSON.parse(row.recipe)),
    createdAt: row.created_at,
  }))
}
