/** Zoom and pan of the stage: one transform that every picture on it follows. */

export interface Zoom {
  /** 1 shows all of the picture. */
  scale: number
  /** Shares of the box that the picture is moved by. */
  x: number
  y: number
}

export const whole: Zoom = { scale: 1, x: 0, y: 0 }
const most = 12

/** Keeps the picture's edges out of the box. */
const within = ({ scale, x, y }: Zoom): Zoom => {
  const room = (scale - 1) / 2
  const bounded = (value: number) => Math.min(Math.max(value, -room), room)
  return { scale, x: bounded(x), y: bounded(y) }
}

/** Zooms so that the point under the pointer stays; `at` in shares of the box from its middle. */
export function zoomed(zoom: Zoom, factor: number, at = { x: 0, y: 0 }): Zoom {
  const scale = Math.min(Math.max(zoom.scale * factor, 1), most)
  const grown = scale / zoom.scale
  return within({ scale, x: at.x - (at.x - zoom.x) * grown, y: at.y - (at.y - zoom.y) * grown })
}

/** What a turn of the wheel does over a box: the point under the pointer stays. */
export function byWheel({ deltaY, clientX, clientY }: WheelEvent, box: Element): (zoom: Zoom) => Zoom {
  const { left, top, width, height } = box.getBoundingClientRect()
  const at = { x: (clientX - left) / width - 0.5, y: (clientY - top) / height - 0.5 }
  return zoom => zoomed(zoom, Math.exp(-deltaY / 400), at)
}

export const panned = (zoom: Zoom, x: number, y: number): Zoom =>
  within({ scale: zoom.scale, x: zoom.x + x, y: zoom.y + y })

export const transformOf = ({ scale, x, y }: Zoom): string =>
  `translate(${(100 * x).toFixed(3)}%, ${(100 * y).toFixed(3)}%) scale(${scale.toFixed(4)})`
