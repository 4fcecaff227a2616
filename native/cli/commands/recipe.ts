/** `iamg recipe`: prints the recipe that an image carries. */
import type { Command } from "commander"
import { readRecipe } from "../../exporting/read-recipe.ts"
import { describeRecipe } from "../describe-recipe.ts"
import { run } from "../run.ts"
import { help } from "../voice.ts"

export function addRecipe(program: Command): void {
  program
    .command("recipe")
    .description(help("recipe.about"))
    .argument("<file>", help("recipe.file"))
    .action(run((_context, file: string) => readRecipe(file), describeRecipe))
}
