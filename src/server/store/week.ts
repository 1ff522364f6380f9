/** ISO 8601 weeks, written with each record so that both databases group by the same text. */

const DAY_MS = 86_400_000

/** The ISO week of an instant, in UTC: "2026-W47". A week belongs to the year of its Thursday. */
export function isoWeek(instant: Date): string {
  const day = Date.UTC(instant.getUTCFullYear(), instant.getUTCMonth(), instant.getUTCDate())
  const weekday = (instant.getUTCDay() + 6) % 7
  const thursday = new Date(day + (3 - weekday) * DAY_MS)
  const year = thursday.getUTCFullYear()
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) + 1
  return `${String(year)}-W${String(week).padStart(2, '0')}`
}
