/** Of every key in Redis. */
export const keyPrefix = "iamg"
