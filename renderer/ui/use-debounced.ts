/** A value that follows another after it has rested. */
import { useEffect, useState } from "react"

/** @param rest in milliseconds */
export function useDebounced<Value>(value: Value, rest = 200): Value {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), rest)
    return () => clearTimeout(timer)
  }, [value, rest])
  return rested
}
