/** The worker's side of a service with several processes: metrics are summed by the primary. */
import { isMetricsAsked, isMetricsSummed, type FromWorker } from './messages.js'
import type { MetricsJson } from './metrics.js'
import { sumOf } from './metrics.js'
import type { Scrape } from './metrics-route.js'

/** Longer than the primary waits for its workers; then this process answers for itself. */
const WAIT_MS = 2_000

const tell = (message: FromWorker): void => {
  process.send?.(message)
}

export function scrapeOfAll(): Scrape {
  const waiting = new Map<number, (text: string) => void>()
  let ownJson: (() => Promise<MetricsJson>) | undefined
  let last = 0
  process.on('message', message => {
    if (isMetricsSummed(message)) waiting.get(message.id)?.(message.text)
    if (!isMetricsAsked(message)) return
    const { round } = message
    void (ownJson?.() ?? Promise.resolve([])).then(json => {
      tell({ kind: 'metrics-given', round, json })
    })
  })
  return {
    offer: own => {
      ownJson = own
    },
    async text() {
      const id = ++last
      const summed = new Promise<string | undefined>(done => {
        const timer = setTimeout(() => done(undefined), WAIT_MS)
        waiting.set(id, text => {
          clearTimeout(timer)
          done(text)
        })
      })
      tell({ kind: 'metrics-wanted', id })
      const text = await summed
      waiting.delete(id)
      return text ?? (await sumOf([(await ownJson?.()) ?? []]))
    }
  }
}
