/** `iamg recipe`: prints the recipe that an image carries. */
import type { Command } from "commander"
import { readRecipe } from "../../exporting/read-recipe.ts"
import { describeRecipe } from "../describe-recipe.ts"
import { run } from "../run.ts"

export function addRecipe(program: Command): void {
  program
    .command("recipe")
    .description("print the recipe of an image")
    .argument("<file>", "a PNG, JPEG, WebP or AVIF image, or a recipe.json")
    .action(run((_context, file: string) => readRecipe(file), describeRecipe))
}
