/** What 10, 100 and 1,000 machines take, from what one unit was measured to take. IAMG_FARM_SECONDS says what a picture takes. */
import { figure, type Print } from "../figure.ts"

/** What one unit takes. */
export interface UnitCost {
  /** Seconds of a processor, of the process that asks. */
  planner: number
  /** Of Redis. */
  redis: number
  commands: number
  puts: number
  gets: number
}

const secondsPerPicture = Number(process.env.IAMG_FARM_SECONDS ?? 3)
const manyImages = 2_000_000
/** US cents a request, as Amazon lists them for S3 Standard in us-east-1; other servers ask for nothing. */
const price = { put: 0.5 / 1000, get: 0.04 / 1000 }

export function printScale({ planner, redis, commands, puts, gets }: UnitCost, print: Print): void {
  print(figure("commands to Redis a unit", commands, ""))
  print(figure("requests to the store a unit", puts + gets, ""))
  print(
    figure(
      "S3's price for the requests of 1,000 images",
      1000 * (puts * price.put + gets * price.get),
      "US cents",
    ),
  )
  for (const machines of [10, 100, 1000]) {
    const pace = machines / secondsPerPicture
    const of = `${machines} machines at ${secondsPerPicture} s a picture:`
    print(figure(`${of} images`, pace, "images/s"))
    print(figure(`${of} two million images`, manyImages / pace / 3600, "hours"))
    print(figure(`${of} processor of the planner`, pace * planner, "%"))
    print(figure(`${of} processor of Redis`, pace * redis, "%"))
    print(figure(`${of} requests to the store`, pace * (puts + gets), "requests/s"))
  }
}
