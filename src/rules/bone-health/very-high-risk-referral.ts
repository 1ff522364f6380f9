import { isBoneReferral } from '../../facts/care-orders.js'
import type { FactName } from '../../facts/index.js'
import { windowText } from '../../facts/settings.js'
import { alreadyOrdered } from '../already-ordered.js'
import { fractureText, unreadText } from '../fracture-text.js'
import { heldOrders } from '../not-done.js'
import { applies, dataRequired, defineRule, notApplicable } from '../rule.js'
import { own, type Markdown } from '../text.js'
import { openQuestions, riskFindings, type RiskFinding } from './very-high-risk.js'

/**
 * A vertebral fragility fracture at very high risk – repeated, on treatment, with T-score ≤ −3.0 or a very high FRAX, on high-dose glucocorticoid or close to another fracture –
 * is a reason to consider a bone specialist, since an anabolic agent may come first.
 * Does not cover specialist visits (encounters are not read), other glucocorticoids than prednisone or prednisolone,
 * plain injury codes of other bones than hip, wrist and upper humerus, nor the choice of agent: no anabolic order is offered.
 */
export const veryHighRiskReferral = defineRule({
  id: 'very-high-risk-referral',
  title: 'Very high fracture risk: specialist advice',
  kind: 'guidance',
  topic: 'pharmacotherapy',
  about: 'specialist referral at very high fracture risk',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'weak',
  source: 'ACP-2023',
  evidence: ['ACP-2023', 'NOGG', 'AACE-2020', 'LABEL-ROMO', 'LABEL-PTH'],
  signOff: [
    'T-score −3.0 (AACE) and −3.5 (NOGG), and FRAX of 30 % (major) or 4.5 % (hip, AACE), rest on general knowledge',
    'a FRAX counts as long as a DXA (design choice); the code of the hip probability was seen in one secondary source',
    'AACE counting any fracture of the past 12 months as very high risk, and its list of first agents, rest on general knowledge',
    'the two-year limit of abaloparatide was seen in a secondary source',
    'two entries are one fracture when their levels can be the same and their onsets lie within 42 days or are missing (design choice)',
    'a gap over 90 days breaks a course of treatment; 91 days stand for three months of glucocorticoid (design choices)',
    'a long bisphosphonate course that has ended also fires, as clinical reference B3 sends it here',
    'no anabolic draft orders (design choice)'
  ],
  needs: [
    'adult50',
    'patient',
    'confirmedFracture',
    'distinctFractures',
    'boneCourses',
    'boneTherapies',
    'otherFragilityFractures',
    'tScore',
    'fraxMajor',
    'fraxHip',
    'glucocorticoidDoses',
    'boneReferrals',
    'cancer',
    'mgus',
    'drafts',
    'unread',
    'asOf',
    'settings'
  ],

  evaluate(facts) {
    const { adult50, confirmedFracture: fracture, boneTherapies, asOf = '' } = facts
    if (fracture === undefined) return notApplicable('no confirmed vertebral fracture in scope')
    if (adult50 === undefined) return dataRequired('patient')
    if (!adult50.applies) return notApplicable('age below 50, or unknown')
    if (fracture.etiology !== 'osteoporotic' && fracture.etiology !== 'presumed-fragility')
      return notApplicable(`the cause is ${fracture.etiology}`)
    const anabolic = (boneTherapies ?? []).find(
      ({ agent, state }) => state === 'current' && (agent === 'romosozumab' || agent === 'parathyroid hormone analogue')
    )
    if (anabolic !== undefined) return notApplicable(`on ${anabolic.agent}`)
    const { boneReferralDays } = facts.settings
    const referral = alreadyOrdered({ orders: facts.boneReferrals, drafts: facts.drafts, asOf, isWanted: isBoneReferral }, boneReferralDays)
    if (referral !== undefined)
      return notApplicable(`a bone specialist referral is open, or was completed within ${windowText(boneReferralDays)}`)
    const findings = riskFindings(facts)
    const [gravest] = findings
    if (gravest === undefined) {
      const missing = (['boneTherapies', 'tScore'] as const satisfies readonly FactName[]).filter(name => facts[name] === undefined)
      return missing.length > 0 ? dataRequired(...missing) : notApplicable('no sign of very high risk')
    }
    const { urgent } = gravest
    const underQuestion = (facts.cancer ?? []).length > 0 || (facts.mgus ?? []).length > 0
    return applies({
      indicator: 'warning',
      summary: `${gravest.short}. Consider${urgent ? ' urgent' : ''} specialist referral.`,
      why: [fractureText(fracture, !underQuestion), ...findings.map(({ words }) => words)],
      guidance: guidanceFor(findings),
      disagreement: [
        own('To AACE one recent vertebral fracture is already very high risk; to ACP it is an ordinary start with a bisphosphonate.')
      ],
      notChecked: [
        ...heldOrders(facts.boneReferrals),
        ...openQuestions(facts),
        ...unreadFor(facts.unread),
        own('Specialist visits, and a FRAX that is not on record, are not seen')
      ],
      ifYouDisagree: own('Until the specialist answers, the treatment card is the fallback; merge entries that mean one fracture.'),
      proposals: [
        urgent
          ? { kind: 'order', key: 'bone-specialist', order: 'bone-specialist-referral-urgent', note: gravest.short }
          : { kind: 'order', key: 'bone-specialist', order: 'bone-specialist-referral', note: gravest.short }
      ],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'specialist-managing', 'limited-life-expectancy']
    })
  }
})

const unreadFor = (unread: Parameters<typeof unreadText>[0]): readonly Markdown[] => {
  const line = unreadText(unread, ['measurements', 'medicationRequests', 'medicationStatements', 'procedures', 'serviceRequests'])
  return line === undefined ? [] : [line]
}

function guidanceFor(findings: readonly RiskFinding[]): readonly Markdown[] {
  const lines = [
    own(
      'ACP 2023 (conditional; women at very high risk only): romosozumab (moderate certainty) or teriparatide (low) is an option, then a bisphosphonate. NOGG: refer, some need an anabolic agent first, above all after several vertebral fractures.'
    ),
    own(
      'US labels: romosozumab not within a year of heart attack or stroke, calcium corrected first. Teriparatide and abaloparatide not after skeletal radiation, with bone malignancy, Paget disease, unexplained high ALP or high calcium.'
    )
  ]
  if (findings.some(({ kind }) => kind === 'fractures'))
    lines.push(own('Several levels at once: also think of malignancy, stopped denosumab, osteomalacia and glucocorticoids.'))
  return lines
}
