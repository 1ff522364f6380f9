/** No order is offered that our own checks would warn of: each is tried as a draft on the same chart first. Clinical reference 3.4. */
import { orderTemplate, writeOrder } from './cards/orders.js'
import { readDraft, type Draft } from './facts/drafts.js'
import { readFactsBeside, type ChartView, type Facts } from './facts/index.js'
import type { PrefetchKey } from './facts/prefetch.js'
import { drugOrders, orderIds, type Advice, type OrderId, type Proposal } from './rules/rule.js'
import { foreign, md, own, type Markdown } from './rules/text.js'
import type { Service } from './service.js'

type OrderProposal = Proposal & { readonly kind: 'order' | 'replace' }

/** Services that a check may object to, beside every medicine. */
const checkedServices: ReadonlySet<OrderId> = new Set(['physical-therapy', 'spine-mri-contrast'])

/** Each order we offer that a check could meet, as a selected draft; what it says does not depend on the patient. */
const trials: ReadonlyMap<OrderId, Draft> = new Map(
  orderIds.flatMap(order => {
    const resource = writeOrder(order, { patientId: 'trial', asOf: '2000-01-01', fractureRef: undefined })
    if (resource.resourceType !== 'MedicationRequest' && !checkedServices.has(order)) return []
    const draft = readDraft({ ...resource, id: 'suggested-order' }, undefined, new Map(), '2000-01-01')
    return draft === undefined ? [] : [[order, draft] as const]
  })
)

const isChecked = (proposal: Proposal): proposal is OrderProposal =>
  (proposal.kind === 'order' || proposal.kind === 'replace') && trials.has(proposal.order)

/** Takes back what the site does not stock, and what a check would warn of; the card then says what stands against it. */
export const recheck = (service: Service, view: ChartView, facts: Facts, advice: Advice): Advice =>
  checked(service, view, facts, inStock(service, advice))

function inStock({ orders }: Service, advice: Advice): Advice {
  const isMissing = (proposal: Proposal): proposal is OrderProposal =>
    (proposal.kind === 'order' || proposal.kind === 'replace') && orders?.unavailable.has(proposal.order) === true
  const missing = (advice.proposals ?? []).filter(isMissing)
  if (missing.length === 0) return advice
  const lines = missing.map(({ order }) => own(`${orderTemplate(order).label} is not offered: it is not on the formulary of this site`))
  return {
    ...advice,
    proposals: (advice.proposals ?? []).filter(proposal => !isMissing(proposal)),
    notChecked: [...new Set(lines), ...(advice.notChecked ?? [])]
  }
}

/** Takes back what a check would warn of; the card then says what stands against it. */
function checked(service: Service, view: ChartView, facts: Facts, advice: Advice): Advice {
  const proposals = advice.proposals ?? []
  if (!proposals.some(isChecked)) return advice
  const kept: Proposal[] = []
  const refusals = new Set<Markdown>()
  for (const proposal of proposals) {
    const objection = isChecked(proposal) ? objectionTo(proposal, service, view, facts) : undefined
    if (objection === undefined) kept.push(proposal)
    else refusals.add(objection)
  }
  return refusals.size === 0 ? advice : { ...advice, proposals: kept, notChecked: [...refusals, ...(advice.notChecked ?? [])] }
}

const supplementOrders: ReadonlySet<OrderId> = new Set([
  'cholecalciferol',
  'cholecalciferol-weekly',
  'calcium-carbonate',
  'calcium-citrate'
])

/** Lists that may hold what forbids the order: unread, they withhold it (clinical reference 0.2). Guidance on patient-view asks for more itself. */
function needed(order: OrderId): readonly PrefetchKey[] {
  if (drugOrders.has(order))
    return ['conditions', 'medicationRequests', 'medicationStatements', 'allergies', 'procedures', 'serviceRequests']
  return supplementOrders.has(order) ? ['conditions', 'labs', 'medicationRequests', 'allergies'] : []
}

function isUncertain(order: OrderId, { chart }: ChartView, { unread, unidentifiedMedicines }: Facts): boolean {
  if (chart.hook === 'patient-view') return false
  return needed(order).some(key => unread?.has(key)) || (drugOrders.has(order) && (unidentifiedMedicines ?? []).length > 0)
}

/** What the first order check that warns of this order says against it. */
function objectionTo(proposal: OrderProposal, service: Service, view: ChartView, facts: Facts): Markdown | undefined {
  const trial = trials.get(proposal.order)
  if (trial === undefined) return undefined
  if (isUncertain(proposal.order, view, facts))
    return md`${own(orderTemplate(proposal.order).label)} is not offered: what could not be read may forbid it`
  // The other drafts are background here: only what they mean for the trial counts.
  const others = (facts.drafts ?? [])
    .filter(draft => proposal.kind !== 'replace' || draft !== proposal.draft)
    .map(draft => ({ ...draft, selected: false }))
  const beside = readFactsBeside(facts, view.withDrafts([...others, trial]))
  for (const check of service.offerChecks) {
    if (check.concerns?.(trial) === false) continue
    const decision = check.evaluate(beside)
    if (decision.decision !== 'applies' || decision.advice.indicator === 'info') continue
    const { drafts, summary } = decision.advice
    if (drafts === undefined || drafts.includes(trial))
      return md`${own(orderTemplate(proposal.order).label)} is not offered automatically: ${foreign(summary)}`
  }
  return undefined
}
