/** Words of the scripts that layouts are made for: short ones, long ones, from right to left, and without spaces. */
export interface SampleText {
  /** BCP 47; null for what is of no language. */
  language: string | null
  title: string
  price: string
}

export const sampleTexts: readonly SampleText[] = [
  { language: "en", title: "The lighthouse at the end of the world", price: "$1,299.00" },
  {
    language: "de",
    title: "Donaudampfschifffahrtsgesellschaftskapitänsmütze zum Sonderpreis",
    price: "1.299,00 €",
  },
  { language: "ar", title: "قصة السفينة والبحر الطويل", price: "١٬٢٩٩ د.إ" },
  { language: "he", title: "סיפור על ספינה ועל הים", price: "1,299 ₪" },
  { language: "th", title: "เรื่องราวของเรือที่แล่นอยู่กลางทะเล", price: "฿1,299" },
  { language: "hi", title: "क्षत्रिय की कहानी और समुद्र", price: "₹1,299" },
  { language: "zh-Hans", title: "深圳的故事：海边的一座灯塔", price: "¥1,299" },
  { language: "ko", title: "바다 끝의 등대와 오래된 배 이야기", price: "₩129,900" },
  { language: null, title: "🎬 🌊 ☕", price: "💶 9" },
]
