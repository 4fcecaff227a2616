/** Pictures as chat endpoints take them. */
import type { Sharp } from "sharp"

/** Longer side of a picture that is sent. */
const maxSide = 768

/** The picture as a small JPEG in a data URL. */
export async function pictureUrl(picture: Sharp): Promise<string> {
  const jpeg = await picture
    .resize({ width: maxSide, height: maxSide, fit: "inside", withoutEnlargement: true })
    .flatten({ background: "white" })
    .jpeg({ quality: 85 })
    .toBuffer()
  return `data:image/jpeg;base64,${jpeg.toString("base64")}`
}
