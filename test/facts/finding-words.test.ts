import { describe, expect, it } from 'vitest'
import { setsInWords } from '../../src/facts/finding-words.js'

const spoken: readonly (readonly [string, readonly string[]])[] = [
  [
    'cauda-equina',
    [
      'Acute cauda equina syndrome',
      'Saddle paresthesia',
      'Reduced saddle sensation',
      'Numbness around the anus',
      'Numb buttocks',
      'New bowel and bladder incontinence',
      'Loss of bladder control',
      'Both legs weak',
      'Weakness both legs',
      'Bilateral leg numbness and weakness',
      'New-onset urinary incontinence'
    ]
  ],
  [
    'urinary-retention',
    ['New urinary retention', 'Cannot urinate', 'Urinary overflow', 'Post-void residual 200 mL', 'Post void residual of 1200 ml']
  ],
  ['bowel-incontinence', ['Faecal incontinence', 'Loss of anal tone']],
  [
    'motor-deficit',
    [
      'Right foot drop',
      'Weakness, right lower limb',
      'Weak left leg',
      'Lower limb paresis',
      'Unable to move legs',
      'Motor deficit L4',
      'Right leg paralysis'
    ]
  ],
  [
    'neurological-deficit',
    [
      'Neurological deficit',
      'Spasticity of legs',
      'Babinski positive',
      'ASIA C',
      'Loss of sensation below the waist',
      'Thoracic myelopathy'
    ]
  ],
  ['cancer-snomed', ['Hx of prostate CA', 'Bone mets', 'Plasmacytoma', 'Breast cancer 2011']],
  ['spinal-malignancy', ['Lytic lesion T12', 'Destructive lesion of L2', 'Epidural mass', 'Osteolytic process']],
  ['mgus', ['MGUS', 'Monoclonal gammopathy']],
  ['weight-loss', ['Unexplained weight loss', 'Unintentional weight loss of 10 kg']],
  ['spinal-infection', ['Spondylodiscitis', 'Suspected spinal infection', 'Epidural abscess', 'Vertebral osteomyelitis', 'Pott disease']],
  ['sepsis', ['Sepsis', 'Septicaemia', 'Septic shock']],
  ['bacteremia-sepsis-endocarditis', ['Sepsis', 'MRSA bacteremia', 'Infective endocarditis']],
  ['iv-drug-use', ['IVDU', 'Intravenous drug use', 'Injection drug use, active', 'Heroin use, intravenous', 'Person injecting drugs']],
  ['immunosuppression', ['Immunosuppressed', 'HIV infection', 'History of renal transplant']],
  ['tuberculosis-granulomatous', ['Active tuberculosis']],
  [
    'high-energy-trauma',
    ['Fell from ladder', 'Fall from 4 m', 'Fall from 12 feet', 'Thrown from horse', 'Trauma activation', 'Motor vehicle accident']
  ],
  ['ankylosing-spine', ['DISH', 'Bamboo spine', 'Ankylosing spondylitis']],
  ['pregnancy', ['Pregnant 24 weeks', 'Intrauterine pregnancy']],
  ['lactation-postpartum', ['Currently breastfeeding', 'Postpartum 2 months']],
  ['back-pain', ['Low back pain', 'Backache']]
]

describe.each(spoken)('%s', (set, words) => {
  it.each(words)('is in "%s"', text => {
    expect([...setsInWords(text)]).toContain(set)
  })
})

describe('nothing', () => {
  it.each([
    'Sciatica, left leg',
    'Generalized weakness',
    'Right arm weakness',
    'Spasticity of the left arm',
    'Multiple sclerosis with spasticity',
    'Sexual dysfunction, chronic',
    'Post-void residual 199 mL',
    'Post-void residual 50 mL',
    'No neurological deficit',
    'History of foot drop',
    'Family history of breast cancer',
    'Serum Ca 9.2',
    'Vertebral mass, benign',
    'Spinal tumor excluded',
    'Intentional weight loss',
    'Discitis ruled out',
    'No epidural abscess',
    'History of sepsis',
    'Former IV drug use',
    'No history of IV drug use',
    'HIV test negative',
    'Screening for HIV',
    'Awaiting kidney transplant',
    'Kidney transplant donor',
    'Latent tuberculosis',
    'Tuberculosis screening',
    'Fall from 2 m',
    'Fall from 9 feet',
    'Fell off chair',
    'Not pregnant',
    'Pregnancy test negative',
    'Breastfeeding stopped',
    'No back pain'
  ])('is in "%s"', text => {
    expect([...setsInWords(text)]).toEqual([])
  })
})

it('a fall from standing height is a fall, and no high-energy injury', () => {
  expect([...setsInWords('Fall from standing height')]).toEqual(['fall-event-unspecified'])
})
