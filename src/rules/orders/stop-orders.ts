/** Drafts that end or pause a medicine instead of starting it. */
import { agentOf, type BoneAgent } from '../../facts/bone-therapy.js'
import { isStop, type Draft } from '../../facts/drafts.js'

export { isStop }

/** The drafts that start or go on with something. */
export const starting = (drafts: readonly Draft[] | undefined): readonly Draft[] => (drafts ?? []).filter(draft => !isStop(draft))

/** What the patient takes day by day: over once it is stopped. A dose by infusion or injection works on. */
const takenDaily: ReadonlySet<BoneAgent | undefined> = new Set([
  'oral bisphosphonate',
  'parathyroid hormone analogue',
  'raloxifene or bazedoxifene'
])

/** Whether a draft of the session ends this agent. */
export const isEnded = (agent: BoneAgent, drafts: readonly Draft[] | undefined): boolean =>
  takenDaily.has(agent) && (drafts ?? []).some(draft => isStop(draft) && agentOf(draft.sets) === agent)
