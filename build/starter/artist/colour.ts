/** OKLCH to sRGB (Ottosson 2020): equal steps of lightness look equal in every hue, which HSL can't give. */

function linearRgb(lightness: number, chroma: number, hue: number): [number, number, number] {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

const gamma = (value: number) => (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055)

/** `#rrggbb` of an OKLCH colour; chroma gives way where sRGB can't hold it. Lightness 0…1, hue in degrees. */
export function oklch(lightness: number, chroma: number, hue: number): string {
  const l = Math.min(0.995, Math.max(0.02, lightness))
  let c = chroma
  let rgb = linearRgb(l, c, hue)
  while (c > 0.004 && rgb.some(value => value < -0.001 || value > 1.001)) {
    c *= 0.92
    rgb = linearRgb(l, c, hue)
  }
  const hex = rgb.map(value =>
    Math.round(gamma(Math.min(1, Math.max(0, value))) * 255)
      .toString(16)
      .padStart(2, "0"),
  )
  return `#${hex.join("")}`
}
