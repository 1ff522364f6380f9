/** Threshold cases of warning signs, follow-up of the fracture, analgesics and ages. */
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { given } from '../rules/facts-of.js'
import { ago } from '../site-app.js'
import { applies, completed, labs, says, signing, SNOMED, view, type Case } from './threshold-charts.js'

const alendronate = given.draft('904431', 'Alendronate 70 mg')
const ibuprofen = (days?: number): FhirResource =>
  given.draft('197806', 'Ibuprofen 600 mg', {
    dosageInstruction: [{ timing: { repeat: { frequency: 3, period: 1, periodUnit: 'd' } } }],
    ...(days === undefined ? {} : { dispenseRequest: { expectedSupplyDuration: { value: days, unit: 'd', code: 'd' } } })
  })
const acetaminophen = (since: number): FhirResource => given.medication('198440', 'Acetaminophen 500 mg', { authoredOn: ago(since) })
const junction = (days: number): FhirResource => given.fracture('S32.010A', ago(days))
const withoutWeight = labs().filter(({ code }) => !JSON.stringify(code).includes('29463-7'))
/** Severe pain beside an analgesic that was tried: what the consultation on augmentation asks for. */
const severe = (score: number, since: number): readonly FhirResource[] => [...labs({ score: 8, pain: score }), acetaminophen(since)]

export const furtherCases: readonly Case[] = [
  {
    name: 'infectionSignDays',
    value: 21,
    at: n => view([...labs(), given.observation('8310-5', 38.5, 'Cel', ago(n))]),
    holds: answered => applies('rf-infection', answered)
  },
  {
    name: 'injectedDrugDays',
    value: 500,
    at: n => view([...labs(), given.snomed('228388006', { onsetDateTime: ago(n) })]),
    holds: answered => applies('rf-infection', answered)
  },
  {
    name: 'spinalProcedureDays',
    value: 120,
    at: n => view([...labs(), given.procedure(SNOMED, '277762005', ago(n))]),
    holds: answered => applies('rf-infection', answered)
  },
  {
    name: 'bloodstreamInfectionDays',
    value: 120,
    at: n => view([...labs(), given.icd('R78.81', { onsetDateTime: ago(n) })]),
    holds: answered => applies('rf-infection', answered)
  },
  {
    name: 'neuroDeficitDays',
    value: 60,
    at: n => view([...labs(), given.icd('M21.371', { onsetDateTime: ago(n) })]),
    holds: answered => applies('rf-neuro-deficit', answered)
  },
  {
    name: 'nsaidHeartDays',
    value: 500,
    at: n => signing(ibuprofen(5), [...labs(), given.icd('I21.9', { onsetDateTime: ago(n) })]),
    holds: answered => says(/Heart attack or stroke/, answered)
  },
  {
    name: 'nsaidLongDays',
    value: 12,
    at: n => signing(ibuprofen(n), labs()),
    holds: ({ cards }) => cards.find(({ source }) => source.topic?.code === 'order-nsaid')?.indicator === 'info'
  },
  {
    name: 'nsaidLengthAge',
    value: 60,
    at: n => ({ ...view(labs(), { age: n }), hook: 'order-sign', drafts: [ibuprofen(20)] }),
    holds: answered => applies('order-nsaid', answered),
    down: true
  },
  {
    name: 'renalCautionAge',
    value: 75,
    at: n => ({
      ...view([...withoutWeight, given.observation('98979-8', 70, 'mL/min/{1.73_m2}', ago(5))], { age: n }),
      hook: 'order-sign',
      drafts: [alendronate]
    }),
    holds: answered => says(/Cannot confirm CrCl: weight is missing/, answered),
    down: true
  },
  {
    name: 'menopauseAge',
    value: 58,
    at: n => view(labs(), { age: n }),
    holds: answered => !says(/menopause is not recorded/i, answered),
    down: true
  },
  {
    name: 'vitaminDOralHold',
    value: 18,
    at: n => signing(alendronate, labs({ level: n })),
    holds: answered => !says(/replete first/, answered),
    down: true
  },
  {
    name: 'persistentPainDays',
    value: 35,
    at: n => view(labs(), { fracture: n }),
    holds: answered => applies('follow-up-imaging', answered),
    down: true
  },
  {
    name: 'riskImagingDays',
    value: 10,
    at: n => ({ resources: [given.patient(78), junction(n), ...labs()] }),
    holds: answered => applies('follow-up-imaging', answered),
    down: true
  },
  {
    name: 'augmentationPainDays',
    value: 10,
    at: n => view(severe(n, 40), { fracture: 60 }),
    holds: answered => applies('augmentation-consider', answered)
  },
  {
    name: 'analgesicTrialDays',
    value: 21,
    at: n => view(severe(2, n), { fracture: 60 }),
    holds: answered => applies('augmentation-consider', answered),
    down: true
  },
  {
    name: 'spineReferralDays',
    value: 60,
    at: n => view([...severe(2, 40), completed('Referral to spine surgery', n)], { fracture: 80 }),
    holds: answered => !applies('augmentation-consider', answered)
  },
  {
    name: 'workUpDays',
    value: 400,
    at: n =>
      view([
        ...labs(),
        given.observation('718-7', 13.5, 'g/dL', ago(n)),
        given.observation('6768-6', 80, 'U/L', ago(5)),
        given.observation('3016-3', 2, 'm[IU]/L', ago(5))
      ]),
    holds: answered => !applies('secondary-cause-workup', answered)
  }
]
