/** Feedback as a client sends it. */
import type { FeedbackItem } from '../../../src/server/store/store.js'

export const SERVICE = 'vertebral-fracture-patient-view'

export type Entry = Pick<FeedbackItem, 'card' | 'outcome' | 'outcomeTimestamp'>

/** The status of the answer; undefined when there was none. */
export async function postFeedback(url: string, feedback: readonly Entry[]): Promise<number | undefined> {
  try {
    const answer = await fetch(`${url}/cds-services/${SERVICE}/feedback`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ feedback })
    })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return undefined
  }
}
