/** The tests, referrals and other services a card may offer. Content: clinical reference, sections 2 and 4. */
import { loinc, sct, type Coding, type OrderTemplate, type ServiceOrder } from './order-template.js'

const service = (label: string, description: string, order: Omit<ServiceOrder, 'resourceType'>): OrderTemplate => ({
  label,
  description,
  order: { resourceType: 'ServiceRequest', ...order }
})
const labOrder = (name: string, coding: Coding): OrderTemplate =>
  service(`Order ${name}`, `Laboratory test, once: ${name}`, { text: name, coding, category: 'laboratory' })
const referral = (
  label: string,
  text: string,
  coding: Coding | undefined,
  description: string,
  priority: 'routine' | 'urgent' | 'stat' = 'routine'
): OrderTemplate =>
  service(label, description, {
    text,
    ...(coding === undefined ? {} : { coding }),
    category: 'referral',
    priority,
    instruction: description
  })

export const serviceOrders = {
  'physical-therapy': service(
    'Refer to physical therapy',
    'Physical therapy, evaluate and treat, 1-2 visits a week for 6-8 weeks; vertebral fracture precautions',
    {
      text: 'Physical therapy, evaluate and treat, after vertebral fracture',
      coding: sct('306170007', 'Referral to physiotherapy service (procedure)'),
      category: 'referral',
      instruction:
        'Goals: safe movement, posture, back-extensor endurance, balance and falls, walking tolerance. No loaded end-range flexion or rotation, no high-velocity manipulation or forceful mobilisation, lifting limit as agreed locally. Stop and report leg weakness, numbness or bladder change. 1-2 visits a week for 6-8 weeks.'
    }
  ),
  'mobilise-with-assistance': service(
    'Activity as tolerated, with help',
    'Activity as tolerated: out of bed with assistance, walking aid, log-roll; physical and occupational therapy to see',
    {
      text: 'Activity as tolerated, out of bed with assistance',
      category: 'nursing',
      instruction: 'Out of bed with assistance from today, walk little and often, log-roll when turning, walking aid as needed.'
    }
  ),
  'thrombosis-risk-assessment': service(
    'Assess thrombosis risk',
    'Assess venous thromboembolism risk and need for prophylaxis while rest lasts',
    {
      text: 'Venous thromboembolism risk assessment',
      category: 'nursing'
    }
  ),
  creatinine: labOrder('creatinine', loinc('2160-0', 'Creatinine [Mass/volume] in Serum or Plasma')),
  calcium: labOrder('calcium', loinc('17861-6', 'Calcium SerPl-mCnc')),
  albumin: labOrder('albumin', loinc('1751-7', 'Albumin [Mass/volume] in Serum or Plasma')),
  'ionized-calcium': labOrder('ionised calcium', loinc('1995-0', 'Calcium.ionized [Moles/volume] in Serum or Plasma')),
  'vitamin-d-level': labOrder(
    '25-OH vitamin D',
    loinc('62292-8', '25-Hydroxyvitamin D3+25-Hydroxyvitamin D2 [Mass/volume] in Serum or Plasma')
  ),
  inr: labOrder('INR', loinc('6301-6', 'INR in Platelet poor plasma by Coagulation assay')),
  weight: service('Measure body weight', 'Measure body weight, once, for creatinine clearance', {
    text: 'Body weight',
    coding: loinc('29463-7', 'Body weight'),
    category: 'nursing'
  }),
  pth: labOrder('parathyroid hormone', loinc('2731-8', 'Parathyrin.intact [Mass/volume] in Serum or Plasma')),
  'calcitriol-level': service('Order 1,25-(OH)2 vitamin D', 'Laboratory test, once: 1,25-dihydroxyvitamin D', {
    text: '1,25-dihydroxyvitamin D',
    category: 'laboratory'
  }),
  phosphate: labOrder('phosphate', loinc('2777-1', 'Phosphate [Mass/volume] in Serum or Plasma')),
  magnesium: labOrder('magnesium', loinc('19123-9', 'Magnesium [Mass/volume] in Serum or Plasma')),
  'alkaline-phosphatase': labOrder(
    'alkaline phosphatase',
    loinc('6768-6', 'Alkaline phosphatase [Enzymatic activity/volume] in Serum or Plasma')
  ),
  'blood-count': labOrder('blood count', loinc('58410-2', 'CBC panel - Blood by Automated count')),
  crp: labOrder('C-reactive protein', loinc('1988-5', 'C reactive protein [Mass/volume] in Serum or Plasma')),
  esr: labOrder('ESR', loinc('30341-2', 'Erythrocyte sedimentation rate')),
  'protein-electrophoresis': service('Order protein electrophoresis', 'Laboratory test, once: serum protein electrophoresis', {
    text: 'Serum protein electrophoresis',
    coding: loinc('24351-9', 'Protein electrophoresis panel - Serum or Plasma'),
    category: 'laboratory'
  }),
  'free-light-chains': service('Order free light chains', 'Laboratory test, once: serum free light chains', {
    text: 'Serum free light chains',
    category: 'laboratory'
  }),
  'blood-cultures': service('Order blood cultures', 'Blood cultures, two sets, before any antibiotic', {
    text: 'Blood cultures',
    coding: loinc('600-7', 'Bacteria identified in Blood by Culture'),
    category: 'laboratory',
    priority: 'urgent'
  }),
  'lithium-level': service('Order lithium level', 'Laboratory test, once: serum lithium', {
    text: 'Serum lithium',
    category: 'laboratory'
  }),
  'spine-mri': service('Order MRI of the spine', 'MRI of the thoracic and lumbar spine without contrast', {
    text: 'MRI thoracic and lumbar spine without contrast',
    coding: sct('411571000119106', 'Magnetic resonance imaging of thoracic spine and lumbar spine without contrast (procedure)'),
    category: 'imaging',
    priority: 'urgent'
  }),
  'spine-mri-contrast': service(
    'Order MRI with and without contrast',
    'MRI of the whole spine without and with contrast; check kidney function and devices first',
    {
      text: 'MRI whole spine without and with contrast',
      coding: sct('431985004', 'Magnetic resonance imaging of spine with contrast (procedure)'),
      category: 'imaging',
      priority: 'urgent'
    }
  ),
  'spine-ct': service('Order CT of the spine', 'CT of the thoracic and lumbar spine without contrast, urgent', {
    text: 'CT thoracic and lumbar spine without contrast',
    coding: sct('702487007', 'Computed tomography of thoracic and lumbar spine (procedure)'),
    category: 'imaging',
    priority: 'urgent'
  }),
  'spine-surgery-referral': referral(
    'Refer to spine surgery',
    'Spine surgery review',
    sct('308481009', 'Referral to orthopedic surgeon (procedure)'),
    'Spine surgery review of a vertebral fracture with a warning sign',
    'urgent'
  ),
  'bone-specialist-referral': referral(
    'Refer to bone specialist',
    'Osteoporosis specialist review',
    sct('306118006', 'Referral to endocrinology service (procedure)'),
    'Osteoporosis specialist: choice of bone medicine after vertebral fracture'
  ),
  'endocrine-referral': referral(
    'Refer to endocrinology',
    'Endocrinology review',
    sct('306118006', 'Referral to endocrinology service (procedure)'),
    'Endocrinology: calcium and parathyroid review before supplements'
  ),
  'nephrology-referral': referral(
    'Refer to nephrology',
    'Nephrology and mineral bone disease review',
    undefined,
    'Nephrology: mineral and bone disorder work-up before any bone medicine'
  ),
  'oncology-referral': referral(
    'Contact oncology',
    'Oncology advice',
    undefined,
    'Oncology advice: new vertebral fracture, malignancy on record or to be excluded',
    'urgent'
  ),
  'obstetric-referral': referral(
    'Refer to obstetrics',
    'Obstetric and bone specialist review',
    undefined,
    'Obstetric and bone specialist review: vertebral fracture in pregnancy or lactation',
    'urgent'
  ),
  'paediatric-referral': referral(
    'Refer to paediatrics',
    'Paediatric review of a vertebral fracture',
    undefined,
    'Paediatric review of a vertebral fracture',
    'urgent'
  ),
  'dietitian-referral': referral(
    'Refer to dietitian',
    'Dietitian: calcium and vitamin D intake',
    sct('103699006', 'Referral to dietitian (procedure)'),
    'Dietitian: calcium and vitamin D intake after vertebral fracture'
  ),
  'bone-specialist-referral-urgent': referral(
    'Refer to bone specialist, urgent',
    'Osteoporosis specialist review, urgent',
    sct('306118006', 'Referral to endocrinology service (procedure)'),
    'Osteoporosis specialist, urgent: bone medicine after recent or repeated vertebral fracture',
    'urgent'
  ),
  'fracture-liaison-referral': referral(
    'Refer to fracture liaison service',
    'Fracture liaison service: follow-up after vertebral fracture',
    undefined,
    'Fracture liaison service: assessment, treatment and 12-month follow-up after vertebral fracture'
  ),
  'falls-assessment': service(
    'Order falls assessment',
    'Multifactorial falls assessment: gait and balance, orthostatic blood pressure, vision, footwear, medicines',
    {
      text: 'Multifactorial falls assessment',
      coding: sct('414191008', 'Fall risk assessment (procedure)'),
      category: 'referral',
      instruction:
        'Gait and balance, orthostatic blood pressure, vision, footwear, sedating and blood-pressure medicines, fear of falling, balance exercise.'
    }
  ),
  'home-safety-visit': referral(
    'Order home-safety visit',
    'Occupational therapy: home-hazard assessment',
    sct('306167008', 'Referral to community-based occupational therapy service (procedure)'),
    'Occupational therapy home visit: hazards, lighting, rails, bathroom, equipment after vertebral fracture'
  ),
  dxa: service('Order DXA of hip and spine', 'DXA of hip and spine, once; leave fractured vertebrae out of the spine region', {
    text: 'DXA of hip and spine',
    coding: sct('413841000119101', 'Dual energy X-ray absorptiometry of bone of hip joint region and bone of spine (procedure)'),
    category: 'imaging',
    instruction: 'Baseline for drug choice and follow-up. Leave fractured vertebrae out of the spine region.'
  }),
  tsh: labOrder('TSH', loinc('3016-3', 'Thyrotropin [Units/volume] in Serum or Plasma')),
  'movement-education': service(
    'Teach movement and posture',
    'Movement and posture education, once, with written advice: hip-hinge, log-roll, walking little and often, what to leave out for now',
    {
      text: 'Movement and posture education after vertebral fracture',
      category: 'nursing',
      instruction:
        'Teach: bend at the hips with a straight back, roll as one piece, use a walking aid, walk little and often, change position before it hurts. For now leave out heavy lifting, bending with a twist and jolts. Stop and report leg weakness, numbness or bladder change.'
    }
  ),
  'pain-reassessment': service(
    'Reassess pain and function',
    'Pain and function reassessment within a week: score 0-10 at rest and moving, walking, sleep, bowels, mood, leg symptoms, analgesic use',
    {
      text: 'Pain and function reassessment after vertebral fracture',
      category: 'nursing',
      instruction:
        'Pain 0-10 at rest and on movement, walking distance, sleep, bowels, mood, leg or bladder symptoms, opioid use; adjust analgesics up or down.'
    }
  ),
  'soft-brace': service(
    'Soft brace for 6 weeks',
    'Soft or semi-rigid thoracolumbar brace for comfort when upright, off at night, skin check daily, wean from week 4, ends after 6 weeks',
    {
      text: 'Soft or semi-rigid thoracolumbar brace',
      category: 'nursing',
      instruction:
        'For comfort only. Wear when upright, off in bed. Check the skin every day. Wean from week 4; the order ends after 6 weeks. Keep up walking and exercises.',
      days: 42
    }
  ),
  'neurological-exam': service(
    'Document neurological exam',
    'Neurological examination now: leg power, sensation, reflexes, saddle sensation, anal tone where indicated, bladder and bowel',
    {
      text: 'Neurological examination including saddle sensation and bladder',
      category: 'nursing',
      priority: 'asap',
      instruction:
        'Record leg power, sensation, reflexes, saddle sensation, bladder and bowel function, and tenderness between the spinous processes.'
    }
  ),
  'spine-xray': service(
    'Order upright spine radiograph',
    'Radiograph of the thoracic and lumbar spine, lateral, standing or sitting, once; compare height and angle with earlier films',
    {
      text: 'Upright lateral radiograph of the thoracic and lumbar spine',
      coding: sct('444634007', 'Plain X-ray of thoracic and lumbar spine (procedure)'),
      category: 'imaging',
      instruction: 'Lateral view standing or sitting as tolerated. Compare vertebral height and local kyphosis with earlier films.'
    }
  ),
  'spine-mri-stir': service(
    'Order MRI with STIR, no contrast',
    'MRI of the thoracic and lumbar spine without contrast, with STIR, once: oedema at the painful level, new fracture, cleft',
    {
      text: 'MRI thoracic and lumbar spine without contrast, with STIR',
      coding: sct('411571000119106', 'Magnetic resonance imaging of thoracic spine and lumbar spine without contrast (procedure)'),
      category: 'imaging',
      instruction:
        'Question: oedema at the painful level, new fracture, intravertebral cleft, posterior wall. Screen for implants and devices.'
    }
  ),
  'spine-ct-follow-up': service(
    'Order CT of the spine, routine',
    'CT of the thoracic and lumbar spine without contrast, once, routine, in place of MRI',
    {
      text: 'CT thoracic and lumbar spine without contrast',
      coding: sct('702487007', 'Computed tomography of thoracic and lumbar spine (procedure)'),
      category: 'imaging',
      instruction:
        'In place of MRI. Question: new fracture, collapse, cleft, posterior wall. Bone scan or SPECT-CT is the other way to judge activity.'
    }
  ),
  'spine-consultation': referral(
    'Refer: spine or IR consultation',
    'Spine or interventional radiology consultation',
    undefined,
    'Consultation only: evaluate persistent pain after vertebral fracture, options with and without a procedure, shared decision'
  ),
  'pain-clinic-referral': referral(
    'Refer to pain clinic',
    'Pain clinic review',
    undefined,
    'Pain clinic: persistent pain after vertebral fracture, review of analgesics and function'
  )
} as const satisfies Record<string, OrderTemplate>
