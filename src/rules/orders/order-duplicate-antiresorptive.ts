import { agentOf, type BoneAgent, type BoneTherapy } from '../../facts/bone-therapy.js'
import { dayNumber } from '../../facts/dates.js'
import type { Draft } from '../../facts/drafts.js'
import type { Facts } from '../../facts/index.js'
import { unreadText } from '../fracture-text.js'
import { dataRequired, defineRule } from '../rule.js'
import { foreign, md, own } from '../text.js'
import { isEnded } from './stop-orders.js'
import { ask, judge, named, objectionsAmong, remove, type Objection } from './objections.js'

const needs = ['drafts', 'asOf', 'boneTherapies', 'labOrders', 'unread'] as const
type Known = Pick<Facts, (typeof needs)[number]>

/** About six months: a bisphosphonate after denosumab counts as a planned switch from five months after the last dose. */
const SWITCH_DAYS = 150

const bisphosphonates: readonly BoneAgent[] = ['oral bisphosphonate', 'zoledronic acid', 'other intravenous bisphosphonate']
const antiresorptives: readonly BoneAgent[] = [...bisphosphonates, 'denosumab', 'raloxifene or bazedoxifene']
const builders: readonly BoneAgent[] = ['romosozumab', 'parathyroid hormone analogue']

const isBoneAgent = (draft: Draft): boolean => draft.medicine !== undefined && agentOf(draft.sets) !== undefined

/**
 * A second bone agent beside one in force, or two drafted together, is questioned unless it is a planned switch: a bisphosphonate
 * about six months after denosumab, or an antiresorptive after romosozumab or a parathyroid hormone analogue.
 * Does not cover a repeat dose of the same agent (`order-zoledronate`) nor two oral bisphosphonates (`order-oral-bisphosphonate`).
 */
export const orderDuplicateAntiresorptive = defineRule({
  id: 'order-duplicate-antiresorptive',
  title: 'Two bone agents: confirm the switch',
  kind: 'order-check',
  topic: 'pharmacotherapy',
  about: 'a second bone agent beside the drafted one',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'BHOF-2022',
  evidence: ['BHOF-2022', 'ACP-2023', 'LABEL-ROMO', 'FDA-DENO-2024'],
  signOff: [
    'the windows in which an agent counts as in force are design choices, romosozumab 45 days and denosumab 7 months among them',
    'a bisphosphonate from 150 days after the last denosumab dose counts as the switch at six months: a design choice',
    'an antiresorptive after romosozumab or a parathyroid hormone analogue always counts as planned'
  ],
  needs,
  concerns: isBoneAgent,

  evaluate(facts) {
    const { subjects, objections } = objectionsAmong(facts.drafts, isBoneAgent, (draft, all) => [
      ...inForceRows(draft, all, facts),
      ...pairRows(draft, all)
    ])
    if (subjects.length > 0 && objections.length === 0 && facts.boneTherapies === undefined) return dataRequired('boneTherapies')
    return judge(subjects, objections, {
      none: 'no bone agent among the drafts',
      clear: 'no second bone agent beside the drafted one, or a planned switch',
      ifYouDisagree: own('Sign the order, state that it is a planned change, and end the earlier order with a date.'),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'course-completed', 'specialist-managing'],
      notChecked: [
        own('Doses given elsewhere and the plan of a specialist are not in the data'),
        unreadText(facts.unread, ['medicationRequests', 'medicationStatements', 'procedures'])
      ],
      ordered: { orders: facts.labOrders, drafts: facts.drafts, asOf: facts.asOf }
    })
  }
})

const guidance = own(
  'Guidelines use bone agents one after another, not together: the benefit of two is not shown, and low calcium and oversuppression of bone become likelier.'
)

const inForceRows = (draft: Draft, all: readonly Draft[], facts: Known): readonly Objection[] =>
  (facts.boneTherapies ?? []).flatMap(therapy => {
    const agent = agentOf(draft.sets)
    if (agent === undefined || therapy.state !== 'current' || therapy.agent === agent) return []
    if (isEnded(therapy.agent, facts.drafts)) return []
    const doubt = switchDoubt(therapy, agent, facts.asOf)
    return doubt === undefined
      ? []
      : [
          {
            draft,
            indicator: 'warning',
            ...doubt,
            why: inForceText(therapy),
            guidance,
            proposals: [remove(draft, all), ...ask('bone-specialist-referral')]
          } satisfies Objection
        ]
  })

const inForceText = ({ name, agent, last }: BoneTherapy) =>
  md`In force: ${foreign(name)} (${own(agent)}, last ordered or given ${own(last?.text ?? 'on an unknown date')})`

/** Undefined for a planned switch; else what is to be confirmed. */
function switchDoubt(
  { agent: current, last }: BoneTherapy,
  next: BoneAgent,
  asOf: Facts['asOf']
): { readonly summary: string } | undefined {
  if (builders.includes(current) && antiresorptives.includes(next)) return undefined
  const when = last === undefined ? '' : `, last ${last.text}`
  if (current === 'denosumab' && bisphosphonates.includes(next)) {
    if (last === undefined || asOf === undefined)
      return { summary: 'Cannot confirm the last denosumab dose: a bisphosphonate follows about 6 months after it.' }
    const isDue = dayNumber(asOf) - last.last >= SWITCH_DAYS
    return isDue
      ? undefined
      : { summary: `Denosumab in force${when}: a bisphosphonate follows about 6 months after it. Confirm the switch.` }
  }
  return { summary: `Second bone agent: ${current} is in force${when}. Confirm that this is a planned switch.` }
}

/** Handled by the rule of the agent itself. */
const ownTwins: readonly (BoneAgent | undefined)[] = ['oral bisphosphonate', 'zoledronic acid']

function pairRows(draft: Draft, all: readonly Draft[]): readonly Objection[] {
  const agent = agentOf(draft.sets)
  const others = all.filter(other => other !== draft && (agentOf(other.sets) !== agent || !ownTwins.includes(agent)))
  if (others.length === 0) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: 'Two bone agents are drafted together: keep one, or confirm the sequence.',
      why: md`Drafted: ${foreign(draft.name)}; also ${named(
        others.map(({ name }) => name),
        2
      )}`,
      guidance,
      proposals: [remove(draft, all)],
      partners: others
    }
  ]
}
