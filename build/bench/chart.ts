/** A chart with logarithmic axes, as SVG. */

export interface Curve {
  name: string
  /** [x, y], both above 0. */
  points: [number, number][]
}

const [width, height, margin] = [800, 500, 70]
const colours = ["#1b6ef3", "#8ab4f8", "#d9480f", "#ffa94d"]

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")

/** The powers of ten that hold all values. */
function decades(values: readonly number[]): [number, number] {
  const logs = values.map(Math.log10)
  const [low, high] = [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs))]
  return [low, Math.max(high, low + 1)]
}

/** @example chart("Milliseconds by items", [{ name: "a folder", points: [[1e4, 2], [1e5, 8]] }]) */
export function chart(title: string, curves: readonly Curve[]): string {
  const points = curves.flatMap(curve => curve.points)
  const [x0, x1] = decades(points.map(([x]) => x))
  const [y0, y1] = decades(points.map(([, y]) => y))
  const across = (x: number) => margin + ((Math.log10(x) - x0) / (x1 - x0)) * (width - 2 * margin)
  const down = (y: number) => height - margin - ((Math.log10(y) - y0) / (y1 - y0)) * (height - 2 * margin)
  const lines: string[] = []
  for (let power = x0; power <= x1; power++) {
    const x = across(10 ** power)
    lines.push(`<path d="M${x} ${margin}V${height - margin}" stroke="#ddd"/>`)
    lines.push(`<text x="${x}" y="${height - margin + 22}" text-anchor="middle">${10 ** power}</text>`)
  }
  for (let power = y0; power <= y1; power++) {
    const y = down(10 ** power)
    lines.push(`<path d="M${margin} ${y}H${width - margin}" stroke="#ddd"/>`)
    lines.push(`<text x="${margin - 8}" y="${y + 5}" text-anchor="end">${10 ** power}</text>`)
  }
  for (const [index, { name, points }] of curves.entries()) {
    const colour = colours[index % colours.length]
    const path = points.map(([x, y]) => `${across(x).toFixed(1)},${down(y).toFixed(1)}`).join(" ")
    lines.push(`<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2.5"/>`)
    for (const [x, y] of points)
      lines.push(`<circle cx="${across(x).toFixed(1)}" cy="${down(y).toFixed(1)}" r="4" fill="${colour}"/>`)
    lines.push(
      `<text x="${margin + 12}" y="${margin + 20 + 20 * index}" fill="${colour}">${escaped(name)}</text>`,
    )
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="14">
<rect width="100%" height="100%" fill="white"/><text x="${width / 2}" y="36" text-anchor="middle" font-size="18">${escaped(title)}</text>
${lines.join("\n")}
</svg>`
}
