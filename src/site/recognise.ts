/** Orders of a site that we never offer, or offer in one form only, and that it may name by its own codes. */
import type { StandardCoding } from '../facts/settings.js'
import { HCPCS, RXNORM, SNOMED } from '../terminology/index.js'

const sct = (code: string, display: string): StandardCoding => ({ system: SNOMED, code, display })
const rx = (code: string, display: string): StandardCoding => ({ system: RXNORM, code, display })

/** What each name stands for: a code of the value set that decides, or words where no code does. */
export const recognisable = {
  'bed-rest': sct('178688001', 'Bed rest'),
  brace: { system: HCPCS, code: 'L0450', display: 'Spinal orthosis' },
  'physical-therapy': sct('306170007', 'Referral to physiotherapy service'),
  'fracture-liaison': { display: 'Referral to fracture liaison service' },
  'bone-clinic': { display: 'Referral to osteoporosis clinic' },
  'falls-assessment': sct('414191008', 'Fall risk assessment'),
  'home-safety-visit': sct('306166004', 'Referral to occupational therapy service'),
  dxa: sct('241686001', 'Dual energy X-ray absorptiometry'),
  'spine-mri': sct('241645008', 'Magnetic resonance imaging of spine'),
  'spine-mri-contrast': sct('431985004', 'Magnetic resonance imaging of spine with contrast'),
  'spine-xray': sct('1290640000', 'Plain X-ray of vertebral column region'),
  'spine-ct': sct('241577003', 'Computed tomography of spine'),
  'spine-surgery': sct('308481009', 'Referral to orthopedic surgeon'),
  vertebroplasty: sct('401226007', 'Vertebroplasty'),
  kyphoplasty: sct('426243004', 'Balloon kyphoplasty of fracture of spine'),
  'spinal-manipulation': { display: 'Spinal manipulation' },
  denosumab: rx('993449', 'denosumab'),
  romosozumab: rx('2123126', 'romosozumab'),
  teriparatide: rx('32915', 'Teriparatide')
} as const satisfies Readonly<Record<string, StandardCoding>>

export type Recognisable = keyof typeof recognisable
export const recognisableNames = Object.keys(recognisable) as readonly Recognisable[]
