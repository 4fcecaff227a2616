/** `iamg farm add`, `list` and `remove`: farms under names, so that commands and the studio needn't be told their addresses. */
import type { Command } from "commander"
import { note } from "../../contract/codes/index.ts"
import { type FarmSecrets, type FarmView, farmNameSchema, farmSchema } from "../../contract/farm.ts"
import { checkedFlags } from "../checked-flags.ts"
import { farmList } from "../farm.ts"
import { run } from "../run.ts"
import { columns } from "../text.ts"
import { UsageProblem } from "../usage-problem.ts"
import { help, text } from "../voice.ts"

interface AddOptions {
  queue: string
  store: string
  endpoint?: string
  region?: string
  tag?: string
  keepKeys?: boolean
}

export function addFarms(farm: Command): void {
  farm
    .command("add")
    .argument("<name>", help("farm.newName"))
    .description(help("farm.add"))
    .requiredOption("--queue <address>", help("farm.queue"))
    .requiredOption("--store <place>", help("farm.store"))
    .option("--endpoint <address>", help("farm.endpoint"))
    .option("--region <name>", help("farm.region"))
    .option("--tag <tag>", help("farm.tag"))
    .option("--keep-keys", help("farm.keepKeys"))
    .action(run((_context, name: string, options: AddOptions) => add(name, options), describe))
  farm.command("list").description(help("farm.list")).action(run(list, describe))
  farm
    .command("remove")
    .argument("<name>", help("farm.oldName"))
    .description(help("farm.remove"))
    .action(
      run(async (_context, name: string) => {
        await (await farmList()).remove(name)
        return list()
      }, describe),
    )
}

const list = async (): Promise<{ farms: FarmView[] }> => ({ farms: await (await farmList()).views() })

async function add(name: string, options: AddOptions): Promise<{ farms: FarmView[] }> {
  const { queue, store, endpoint, region, tag, keepKeys = false } = options
  if (!farmNameSchema.safeParse(name).success) throw new UsageProblem(note("cli.farm_name", { name }))
  const farm = checkedFlags(farmSchema, { name, queue, store, endpoint, region, tag })
  const farms = await farmList()
  const isThere = (await farms.all()).some(one => one.name === farm.name)
  await farms.save(farm, isThere ? farm.name : null, keepKeys ? ofEnvironment() : {})
  return list()
}

/** The keys that the environment has, for the keychain. */
function ofEnvironment(): FarmSecrets {
  const { IAMG_FARM_KEY, IAMG_FARM_PASSWORD, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env
  return {
    ...(IAMG_FARM_KEY && { key: IAMG_FARM_KEY }),
    ...(IAMG_FARM_PASSWORD && { password: IAMG_FARM_PASSWORD }),
    ...(AWS_ACCESS_KEY_ID &&
      AWS_SECRET_ACCESS_KEY && { accessKey: AWS_ACCESS_KEY_ID, secretKey: AWS_SECRET_ACCESS_KEY }),
  }
}

const describe = ({ farms }: { farms: FarmView[] }): string =>
  farms.length === 0
    ? text("farm.noFarms")
    : columns([
        [text("farm.name"), text("farm.queue"), text("farm.store"), text("farm.key")],
        ...farms.map(({ name, queue, store, keySet }) => [
          name,
          queue,
          store,
          keySet ? text("farm.keySet") : text("farm.keyMissing"),
        ]),
      ])
