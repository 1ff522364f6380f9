/** The tests, referrals and other services a card may offer. Content: clinical reference, sections 2 and 4. */
import { loinc, sct, type Coding, type OrderTemplate, type ServiceOrder } from './order-template.js'

const service = (label: string, description: string, order: Omit<ServiceOrder, 'resourceType'>): OrderTemplate => ({ label, description, order: { resourceType: 'ServiceRequest', ...order } })
const labOrder = (name: string, coding: Coding): OrderTemplate => service(`Order ${name}`, `Laboratory test, once: ${name}`, { text: name, coding, category: 'laboratory' })
const referral = (label: string, text: string, coding: Coding | undefined, description: string, priority: 'routine' | 'urgent' | 'stat' = 'routine'): OrderTemplate =>
  service(label, description, { text, ...(coding === undefined ? {} : { coding }), category: 'referral', priority, instruction: description })

export const serviceOrders = {
  'physical-therapy': service('Refer to physical therapy', 'Physical therapy, evaluate and treat, 1-2 visits a week for 6-8 weeks; vertebral fracture precautions', {
    text: 'Physical therapy, evaluate and treat, after vertebral fracture',
    coding: sct('306170007', 'Referral to physiotherapy service (procedure)'),
    category: 'referral',
    instruction:
      'Goals: safe movement, posture, back-extensor endurance, balance and falls, walking tolerance. No loaded end-range flexion or rotation, no high-velocity manipulation or forceful mobilisation, lifting limit as agreed locally. Stop and report leg weakness, numbness or bladder change. 1-2 visits a week for 6-8 weeks.'
  }),
  'mobilise-with-assistance': service('Activity as tolerated, with help', 'Activity as tolerated: out of bed with assistance, walking aid, log-roll; physical and occupational therapy to see', {
    text: 'Activity as tolerated, out of bed with assistance',
    category: 'nursing',
    instruction: 'Out of bed with assistance from today, walk little and often, log-roll when turning, walking aid as needed.'
  }),
  'thrombosis-risk-assessment': service('Assess thrombosis risk', 'Assess venous thromboembolism risk and need for prophylaxis while rest lasts', {
    text: 'Venous thromboembolism risk assessment',
    category: 'nursing'
  }),
  creatinine: labOrder('creatinine', loinc('2160-0', 'Creatinine [Mass/volume] in Serum or Plasma')),
  calcium: labOrder('calcium', loinc('17861-6', 'Calcium SerPl-mCnc')),
  albumin: labOrder('albumin', loinc('1751-7', 'Albumin [Mass/volume] in Serum or Plasma')),
  'ionized-calcium': labOrder('ionised calcium', loinc('1995-0', 'Calcium.ionized [Moles/volume] in Serum or Plasma')),
  'vitamin-d-level': labOrder('25-OH vitamin D', loinc('62292-8', '25-Hydroxyvitamin D3+25-Hydroxyvitamin D2 [Mass/volume] in Serum or Plasma')),
  weight: service('Measure body weight', 'Measure body weight, once, for creatinine clearance', { text: 'Body weight', coding: loinc('29463-7', 'Body weight'), category: 'nursing' }),
  pth: labOrder('parathyroid hormone', loinc('2731-8', 'Parathyrin.intact [Mass/volume] in Serum or Plasma')),
  'calcitriol-level': service('Order 1,25-(OH)2 vitamin D', 'Laboratory test, once: 1,25-dihydroxyvitamin D', { text: '1,25-dihydroxyvitamin D', category: 'laboratory' }),
  phosphate: labOrder('phosphate', loinc('2777-1', 'Phosphate [Mass/volume] in Serum or Plasma')),
  'alkaline-phosphatase': labOrder('alkaline phosphatase', loinc('6768-6', 'Alkaline phosphatase [Enzymatic activity/volume] in Serum or Plasma')),
  'blood-count': labOrder('blood count', loinc('58410-2', 'CBC panel - Blood by Automated count')),
  crp: labOrder('C-reactive protein', loinc('1988-5', 'C reactive protein [Mass/volume] in Serum or Plasma')),
  esr: labOrder('ESR', loinc('30341-2', 'Erythrocyte sedimentation rate')),
  'protein-electrophoresis': service('Order protein electrophoresis', 'Laboratory test, once: serum protein electrophoresis', { text: 'Serum protein electrophoresis', coding: loinc('24351-9', 'Protein electrophoresis panel - Serum or Plasma'), category: 'laboratory' }),
  'free-light-chains': service('Order free light chains', 'Laboratory test, once: serum free light chains', { text: 'Serum free light chains', category: 'laboratory' }),
  'blood-cultures': service('Order blood cultures', 'Blood cultures, two sets, before any antibiotic', { text: 'Blood cultures', coding: loinc('600-7', 'Bacteria identified in Blood by Culture'), category: 'laboratory', priority: 'urgent' }),
  'lithium-level': service('Order lithium level', 'Laboratory test, once: serum lithium', { text: 'Serum lithium', category: 'laboratory' }),
  'spine-mri': service('Order MRI of the spine', 'MRI of the thoracic and lumbar spine without contrast', { text: 'MRI thoracic and lumbar spine without contrast', coding: sct('411571000119106', 'Magnetic resonance imaging of thoracic spine and lumbar spine without contrast (procedure)'), category: 'imaging', priority: 'urgent' }),
  'spine-mri-contrast': service('Order MRI with and without contrast', 'MRI of the whole spine without and with contrast; check kidney function and devices first', { text: 'MRI whole spine without and with contrast', coding: sct('431985004', 'Magnetic resonance imaging of spine with contrast (procedure)'), category: 'imaging', priority: 'urgent' }),
  'spine-ct': service('Order CT of the spine', 'CT of the thoracic and lumbar spine without contrast, urgent', { text: 'CT thoracic and lumbar spine without contrast', coding: sct('702487007', 'Computed tomography of thoracic and lumbar spine (procedure)'), category: 'imaging', priority: 'urgent' }),
  'spine-surgery-referral': referral('Refer to spine surgery', 'Spine surgery review', sct('308481009', 'Referral to orthopedic surgeon (procedure)'), 'Spine surgery review of a vertebral fracture with a warning sign', 'urgent'),
  'bone-specialist-referral': referral('Refer to bone specialist', 'Osteoporosis specialist review', sct('306118006', 'Referral to endocrinology service (procedure)'), 'Osteoporosis specialist: choice of bone medicine after vertebral fracture'),
  'endocrine-referral': referral('Refer to endocrinology', 'Endocrinology review', sct('306118006', 'Referral to endocrinology service (procedure)'), 'Endocrinology: calcium and parathyroid review before supplements'),
  'nephrology-referral': referral('Refer to nephrology', 'Nephrology and mineral bone disease review', undefined, 'Nephrology: mineral and bone disorder work-up before any bone medicine'),
  'oncology-referral': referral('Contact oncology', 'Oncology advice', undefined, 'Oncology advice: new vertebral fracture with cancer in the history', 'urgent'),
  'obstetric-referral': referral('Refer to obstetrics', 'Obstetric and bone specialist review', undefined, 'Obstetric and bone specialist review: vertebral fracture in pregnancy or lactation', 'urgent'),
  'paediatric-referral': referral('Refer to paediatrics', 'Paediatric review of a vertebral fracture', undefined, 'Paediatric review of a vertebral fracture', 'urgent'),
  'dietitian-referral': referral('Refer to dietitian', 'Dietitian: calcium and vitamin D intake', sct('103699006', 'Referral to dietitian (procedure)'), 'Dietitian: calcium and vitamin D intake after vertebral fracture')
} as const satisfies Record<string, OrderTemplate>
