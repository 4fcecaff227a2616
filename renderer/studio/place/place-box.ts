/** Where the item's picture lies in the frame, for the stage; as native/personalize/place.ts has it. */
import type { FrameSize } from "../../../native/contract/frame.ts"
import { factorIn, type Place } from "../../../native/contract/place.ts"
import { type NumberSetting, rangeOf, settingEntry } from "../../../native/contract/settings-table.ts"

/** In hundredths of the frame, for CSS. */
export function placeBox(picture: FrameSize, frame: FrameSize, place: Place) {
  const { placeX, placeY } = place
  const factor = factorIn(frame, picture, place)
  const width = (100 * picture.width * factor) / frame.width
  const height = (100 * picture.height * factor) / frame.height
  const percent = (value: number) => `${Number(value.toFixed(3))}%`
  return {
    left: percent(50 + 100 * placeX - width / 2),
    top: percent(50 + 100 * placeY - height / 2),
    width: percent(width),
    height: percent(height),
  }
}

/** Within the settings' ranges, in thousandths. */
export function bounded(place: Place): Place {
  const inRange = (name: keyof Place) => {
    const { min, max } = rangeOf(settingEntry(name) as NumberSetting)
    return Math.round(1000 * Math.min(max, Math.max(min, place[name]))) / 1000
  }
  return { placeScale: inRange("placeScale"), placeX: inRange("placeX"), placeY: inRange("placeY") }
}
