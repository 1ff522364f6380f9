/** How medicines are recognised beside their enumerated codes: by ATC class prefix, and by name where no code decides. */
import type { ValueSetId } from './value-set-ids.js'

export interface MedicationClass {
  readonly atcPrefixes: readonly string[]
  /** Lower-case ingredient stems and brands. */
  readonly names: readonly string[]
}

export const medicationClasses: Readonly<Partial<Record<ValueSetId, MedicationClass>>> = {
  abaloparatide: { atcPrefixes: ['H05AA04'], names: ['abaloparatid', 'tymlos'] },
  'ace-inhibitors-arbs': {
    atcPrefixes: ['C09A', 'C09B', 'C09C', 'C09D'],
    names: [
      'lisinopril',
      'enalapril',
      'captopril',
      'benazepril',
      'fosinopril',
      'moexipril',
      'perindopril',
      'quinapril',
      'ramipril',
      'trandolapril',
      'imidapril',
      'cilazapril',
      'zofenopril',
      'losartan',
      'valsartan',
      'irbesartan',
      'candesartan',
      'olmesartan',
      'telmisartan',
      'azilsartan',
      'eprosartan'
    ]
  },
  acetaminophen: {
    atcPrefixes: ['N02BE01', 'N02BE51', 'N02BE71'],
    names: ['acetaminophen', 'paracetamol', 'tylenol', 'percocet', 'vicodin', 'ultracet']
  },
  'acetaminophen-combinations': {
    atcPrefixes: ['N02BE51', 'N02BE71', 'N02AJ01', 'N02AJ06', 'N02AJ13', 'N02AJ17', 'N02AJ22'],
    names: ['acetaminophen /', 'percocet', 'vicodin', 'ultracet', 'norco', 'fioricet']
  },
  'active-vitamin-d': {
    atcPrefixes: ['A11CC03', 'A11CC04', 'H05BX02'],
    names: ['calcitriol', 'rocaltrol', 'alfacalcidol', 'paricalcitol', 'zemplar', 'doxercalciferol', 'hectorol']
  },
  alendronate: { atcPrefixes: ['M05BA04'], names: ['alendron', 'fosamax', 'binosto'] },
  'alendronate-cholecalciferol': {
    atcPrefixes: ['M05BB03'],
    names: [
      'fosamax plus',
      'fosavance',
      'alendronate / cholecalciferol',
      'alendronic acid / cholecalciferol',
      'alendronic acid 70 mg / cholecalciferol'
    ]
  },
  aminoglycosides: { atcPrefixes: ['J01G'], names: ['gentamicin', 'tobramycin', 'amikacin', 'streptomycin'] },
  'androgen-deprivation': {
    atcPrefixes: ['L02AE', 'L02BX02', 'L02BX04'],
    names: ['leuprolide', 'leuprorelin', 'goserelin', 'triptorelin', 'degarelix', 'histrelin', 'relugolix', 'lupron', 'zoladex', 'eligard']
  },
  anticoagulants: {
    atcPrefixes: ['B01AA', 'B01AB', 'B01AE', 'B01AF', 'B01AX05'],
    names: [
      'warfarin',
      'coumadin',
      'jantoven',
      'apixaban',
      'eliquis',
      'rivaroxaban',
      'xarelto',
      'dabigatran',
      'pradaxa',
      'edoxaban',
      'savaysa',
      'enoxaparin',
      'lovenox',
      'dalteparin',
      'heparin sodium',
      'fondaparinux',
      'tinzaparin',
      'argatroban',
      'bivalirudin',
      'desirudin',
      'acenocoumarol',
      'phenprocoumon',
      'nadroparin'
    ]
  },
  'antiepileptics-enzyme-inducing': {
    atcPrefixes: ['N03AA', 'N03AB', 'N03AF01', 'N03AF02'],
    names: ['carbamazepine', 'oxcarbazepine', 'phenytoin', 'phenobarbital', 'primidone', 'tegretol', 'dilantin']
  },
  antiplatelets: {
    atcPrefixes: ['B01AC04', 'B01AC05', 'B01AC07', 'B01AC22', 'B01AC23', 'B01AC24', 'B01AC30'],
    names: ['clopidogrel', 'plavix', 'prasugrel', 'effient', 'ticagrelor', 'brilinta', 'dipyridamole', 'ticlopidine', 'cilostazol']
  },
  'aromatase-inhibitors': { atcPrefixes: ['L02BG'], names: ['anastrozole', 'letrozole', 'exemestane', 'arimidex', 'femara', 'aromasin'] },
  aspirin: { atcPrefixes: ['B01AC06', 'B01AC56', 'N02BA01', 'N02BA51', 'N02BA71'], names: ['aspirin', 'acetylsalicylic', 'ecotrin'] },
  benzodiazepines: {
    atcPrefixes: ['N05BA', 'N05CD', 'N03AE'],
    names: [
      'alprazolam',
      'lorazepam',
      'diazepam',
      'clonazepam',
      'temazepam',
      'oxazepam',
      'triazolam',
      'midazolam',
      'chlordiazepoxide',
      'clorazepate',
      'estazolam',
      'flurazepam',
      'quazepam',
      'nitrazepam',
      'bromazepam',
      'clobazam'
    ]
  },
  bisphosphonates: {
    atcPrefixes: ['M05BA', 'M05BB'],
    names: [
      'alendron',
      'fosamax',
      'binosto',
      'risedron',
      'actonel',
      'atelvia',
      'ibandron',
      'boniva',
      'bonviva',
      'zoledron',
      'reclast',
      'zometa',
      'aclasta',
      'pamidron',
      'aredia',
      'etidron',
      'didronel',
      'tiludron',
      'skelid',
      'clodron'
    ]
  },
  'bisphosphonates-iv': {
    atcPrefixes: ['M05BA03', 'M05BA08', 'M05BB08'],
    names: [
      'zoledron',
      'reclast',
      'zometa',
      'aclasta',
      'pamidron',
      'aredia',
      'ibandronic acid 1 mg/ml',
      'ibandronic acid prefilled',
      'ibandronic acid 3 mg',
      'ibandronate sodium 1 mg/ml',
      'ibandronate inject',
      'boniva inject',
      'ibandronate 3 mg'
    ]
  },
  'bisphosphonates-oral': {
    atcPrefixes: [
      'M05BA01',
      'M05BA02',
      'M05BA04',
      'M05BA05',
      'M05BA07',
      'M05BB01',
      'M05BB02',
      'M05BB03',
      'M05BB04',
      'M05BB05',
      'M05BB06',
      'M05BB07'
    ],
    names: [
      'alendron',
      'fosamax',
      'binosto',
      'risedron',
      'actonel',
      'atelvia',
      'etidron',
      'didronel',
      'tiludron',
      'skelid',
      'clodron',
      'ibandronic acid 50',
      'ibandronic acid 150',
      'ibandronic acid oral',
      'ibandronate sodium 150',
      'ibandronate 150',
      'ibandronate tablet',
      'boniva 150'
    ]
  },
  calcitonin: {
    atcPrefixes: ['H05BA'],
    names: ['salmon calcitonin', 'calcitonin salmon', 'calcitonin (salmon', 'calcitonin nasal', 'miacalcin', 'fortical']
  },
  'calcium-carbonate': { atcPrefixes: ['A12AA04', 'A02AC01'], names: ['calcium carbonate', 'calcichew', 'oyster shell calcium'] },
  'calcium-citrate': { atcPrefixes: [], names: ['calcium citrate', 'citracal'] },
  'calcium-products': {
    atcPrefixes: ['A12AA'],
    names: [
      'calcium carbonate',
      'calcium citrate',
      'calcium lactate',
      'calcium gluconate',
      'calcium phosphate',
      'tricalcium phosphate',
      'calcium supplement',
      'calcium tablet',
      'caltrate',
      'citracal',
      'os-cal',
      'oscal',
      'oysco',
      'oyster shell calcium',
      'viactiv',
      'calcichew'
    ]
  },
  'calcium-supplements': {
    atcPrefixes: ['A12AA', 'A12AX'],
    names: [
      'calcium carbonate',
      'calcium citrate',
      'calcium lactate',
      'calcium gluconate',
      'calcium phosphate',
      'tricalcium phosphate',
      'calcium supplement',
      'calcium tablet',
      'caltrate',
      'citracal',
      'os-cal',
      'oscal',
      'oysco',
      'oyster shell calcium',
      'viactiv',
      'calcichew'
    ]
  },
  'calcium-with-vitamin-d': {
    atcPrefixes: ['A12AX'],
    names: [
      'calcium with vitamin d',
      'calcium + vitamin d',
      'calcium / cholecalciferol',
      'calcium and vitamin d',
      'calcium/vitamin d',
      'calcium carbonate / cholecalciferol',
      'calcium citrate / cholecalciferol',
      'calcium-vitamin d',
      'caltrate plus',
      'viactiv calcium'
    ]
  },
  'cholecalciferol-ergocalciferol-products': {
    atcPrefixes: ['A11CC01', 'A11CC05'],
    names: ['cholecalciferol', 'colecalciferol', 'ergocalciferol', 'vitamin d2', 'vitamin d3', 'drisdol']
  },
  cox2: { atcPrefixes: ['M01AH'], names: ['celecoxib', 'celebrex', 'etoricoxib', 'parecoxib', 'rofecoxib', 'valdecoxib'] },
  denosumab: {
    atcPrefixes: ['M05BX04'],
    names: ['denosumab', 'prolia', 'xgeva', 'jubbonti', 'wyost', 'ospomyv', 'xbryk', 'stoboclo', 'osenvelt', 'conexxence', 'bomyntra']
  },
  digoxin: { atcPrefixes: ['C01AA05'], names: ['digoxin', 'lanoxin'] },
  diuretics: {
    atcPrefixes: ['C03A', 'C03B', 'C03C', 'C03D', 'C03E', 'C07B', 'C07C', 'C07D', 'C09BA', 'C09DA'],
    names: [
      'furosemide',
      'frusemide',
      'lasix',
      'bumetanide',
      'torsemide',
      'torasemide',
      'ethacrynic',
      'hydrochlorothiazide',
      'chlorthalidone',
      'chlortalidone',
      'indapamide',
      'metolazone',
      'chlorothiazide',
      'bendroflumethiazide',
      'methyclothiazide',
      'spironolactone',
      'eplerenone',
      'amiloride',
      'triamterene',
      'finerenone',
      'hydroflumethiazide',
      'polythiazide',
      'trichlormethiazide',
      'xipamide',
      'piretanide'
    ]
  },
  estrogens: { atcPrefixes: ['G03C', 'G03F', 'G03HB'], names: ['estradiol', 'estrogens', 'premarin', 'prempro', 'estropipate'] },
  'etidronate-tiludronate': { atcPrefixes: ['M05BA01', 'M05BA05', 'M05BB01'], names: ['etidron', 'didronel', 'tiludron', 'skelid'] },
  gabapentinoids: { atcPrefixes: ['N02BF', 'N03AX12', 'N03AX16'], names: ['gabapentin', 'pregabalin', 'neurontin', 'lyrica', 'gralise'] },
  'h2-blockers': {
    atcPrefixes: ['A02BA'],
    names: ['famotidine', 'ranitidine', 'cimetidine', 'nizatidine', 'roxatidine', 'pepcid', 'zantac']
  },
  'ibandronate-iv': {
    atcPrefixes: [],
    names: [
      'ibandronic acid 1 mg/ml',
      'ibandronic acid prefilled',
      'ibandronic acid 3 mg',
      'ibandronate sodium 1 mg/ml',
      'ibandronate inject',
      'boniva inject',
      'ibandronate 3 mg'
    ]
  },
  'ibandronate-oral': {
    atcPrefixes: [],
    names: [
      'ibandronic acid 50',
      'ibandronic acid 150',
      'ibandronic acid oral',
      'ibandronate sodium 150',
      'ibandronate 150',
      'ibandronate tablet',
      'boniva 150'
    ]
  },
  immunosuppressants: {
    atcPrefixes: ['L04'],
    names: [
      'tacrolimus',
      'cyclosporin',
      'ciclosporin',
      'azathioprine',
      'mycophenol',
      'sirolimus',
      'everolimus',
      'methotrexate',
      'leflunomide',
      'cyclophosphamide',
      'adalimumab',
      'infliximab',
      'etanercept',
      'golimumab',
      'certolizumab',
      'abatacept',
      'tocilizumab',
      'tofacitinib',
      'baricitinib',
      'upadacitinib',
      'rituximab',
      'anakinra',
      'ustekinumab',
      'secukinumab',
      'vedolizumab',
      'natalizumab'
    ]
  },
  ketorolac: { atcPrefixes: ['M01AB15'], names: ['ketorolac', 'toradol'] },
  laxatives: {
    atcPrefixes: ['A06'],
    names: [
      'polyethylene glycol 3350',
      'miralax',
      'senna',
      'sennoside',
      'docusate',
      'bisacodyl',
      'lactulose',
      'magnesium hydroxide',
      'polycarbophil',
      'psyllium'
    ]
  },
  levothyroxine: { atcPrefixes: ['H03AA01'], names: ['levothyroxine', 'thyroxine', 'synthroid', 'levoxyl', 'euthyrox', 'unithroid'] },
  lithium: { atcPrefixes: ['N05AN'], names: ['lithium carbonate', 'lithium citrate', 'lithobid'] },
  'loop-diuretics': {
    atcPrefixes: ['C03C', 'C03EB'],
    names: ['furosemide', 'frusemide', 'lasix', 'bumetanide', 'torsemide', 'torasemide', 'ethacrynic', 'piretanide']
  },
  maoi: {
    atcPrefixes: ['N06AF', 'N06AG', 'N04BD01', 'N04BD02', 'J01XX08'],
    names: ['phenelzine', 'tranylcypromine', 'isocarboxazid', 'selegiline', 'moclobemide', 'rasagiline', 'linezolid']
  },
  'multivitamin-with-vitamin-d': {
    atcPrefixes: ['A11AA', 'A11BA'],
    names: ['multivitamin', 'multi-vitamin', 'centrum', 'prenatal vitamin']
  },
  'muscle-relaxants': {
    atcPrefixes: ['M03B'],
    names: ['cyclobenzaprine', 'methocarbamol', 'carisoprodol', 'metaxalone', 'chlorzoxazone', 'orphenadrine', 'tizanidine', 'baclofen']
  },
  nsaids: {
    atcPrefixes: ['M01AA', 'M01AB', 'M01AC', 'M01AE', 'M01AG', 'M01AH', 'M01AX01'],
    names: [
      'ibuprofen',
      'naproxen',
      'diclofenac',
      'indomethacin',
      'indometacin',
      'ketorolac',
      'meloxicam',
      'piroxicam',
      'celecoxib',
      'etoricoxib',
      'parecoxib',
      'etodolac',
      'nabumetone',
      'sulindac',
      'oxaprozin',
      'flurbiprofen',
      'ketoprofen',
      'fenoprofen',
      'diflunisal',
      'tolmetin',
      'meclofenam',
      'mefenamic',
      'motrin',
      'advil',
      'aleve',
      'voltaren',
      'celebrex',
      'salsalate'
    ]
  },
  'nsaids-topical': {
    atcPrefixes: ['M02AA'],
    names: [
      'diclofenac topical',
      'diclofenac gel',
      'diclofenac sodium 0.01 mg/mg',
      'flector',
      'pennsaid',
      'voltaren gel',
      'diclofenac epolamine',
      'diclofenac sodium 10 mg/ml topical',
      'diclofenac sodium 15 mg/ml topical',
      'diclofenac sodium 20 mg/ml topical'
    ]
  },
  'opioid-ingredients': { atcPrefixes: [], names: [] },
  opioids: {
    atcPrefixes: ['N02A', 'N07BC01', 'N07BC02', 'N07BC05', 'N07BC06', 'N07BC51'],
    names: [
      'oxycodone',
      'hydrocodone',
      'hydromorphone',
      'oxymorphone',
      'codeine',
      'tramadol',
      'tapentadol',
      'fentanyl',
      'methadone',
      'buprenorphine',
      'levorphanol',
      'meperidine',
      'pethidine',
      'butorphanol',
      'oxycontin',
      'percocet',
      'vicodin',
      'morphine sul',
      'morphine oral',
      'morphine extended',
      'ms contin',
      'kadian',
      'pentazocine'
    ]
  },
  'opioids-codeine-morphine': {
    atcPrefixes: [
      'N02AA01',
      'N02AA51',
      'N02AA08',
      'N02AA58',
      'N02AJ01',
      'N02AJ02',
      'N02AJ03',
      'N02AJ06',
      'N02AJ07',
      'N02AJ08',
      'N02AJ09',
      'R05DA04'
    ],
    names: ['codeine', 'morphine sulfate', 'morphine extended release', 'morphine 15', 'morphine 30', 'ms contin', 'kadian']
  },
  'opioids-extended-release': {
    atcPrefixes: [],
    names: [
      'oxycontin',
      'ms contin',
      'hr oxycodone',
      'hr morphine',
      'hr hydrocodone',
      'hr hydromorphone',
      'hr tramadol',
      'hr oxymorphone',
      'hr tapentadol',
      'hr fentanyl',
      'hr buprenorphine',
      'fentanyl transdermal',
      'fentanyl patch',
      'duragesic',
      'methadone',
      'butrans',
      'hysingla',
      'xtampza'
    ]
  },
  'opioids-tramadol': { atcPrefixes: ['N02AX02', 'N02AJ13', 'N02AJ14', 'N02AJ15', 'N02AJ16'], names: ['tramadol', 'ultram', 'ultracet'] },
  'oral-iron': {
    atcPrefixes: ['B03AA', 'B03AB', 'B03AD', 'B03AE'],
    names: [
      'ferrous sulfate',
      'ferrous gluconate',
      'ferrous fumarate',
      'ferrous sulphate',
      'polysaccharide iron',
      'iron carbonyl',
      'carbonyl iron'
    ]
  },
  'parathyroid-hormone-analogs': {
    atcPrefixes: ['H05AA'],
    names: ['teriparatid', 'forteo', 'forsteo', 'abaloparatid', 'tymlos', 'bonsity']
  },
  'phosphate-binder-calcium': { atcPrefixes: ['V03AE07'], names: ['calcium acetate', 'phoslo', 'phoslyra'] },
  'proton-pump-inhibitors': {
    atcPrefixes: ['A02BC'],
    names: [
      'omeprazole',
      'esomeprazole',
      'pantoprazole',
      'lansoprazole',
      'dexlansoprazole',
      'rabeprazole',
      'prilosec',
      'nexium',
      'protonix',
      'prevacid'
    ]
  },
  quinolones: {
    atcPrefixes: ['J01M'],
    names: ['ciprofloxacin', 'levofloxacin', 'moxifloxacin', 'ofloxacin', 'norfloxacin', 'delafloxacin', 'gemifloxacin']
  },
  raloxifene: { atcPrefixes: ['G03XC01'], names: ['raloxifen', 'evista'] },
  risedronate: { atcPrefixes: ['M05BA07', 'M05BB02', 'M05BB04', 'M05BB07'], names: ['risedron', 'actonel', 'atelvia'] },
  romosozumab: { atcPrefixes: ['M05BX06'], names: ['romosozumab', 'evenity'] },
  serm: { atcPrefixes: ['G03XC', 'G03CC07'], names: ['raloxifen', 'evista', 'bazedoxifen', 'duavee', 'lasofoxifen'] },
  'ssri-snri': {
    atcPrefixes: ['N06AB', 'N06AX16', 'N06AX17', 'N06AX21', 'N06AX23', 'N06AX28'],
    names: [
      'fluoxetine',
      'sertraline',
      'citalopram',
      'escitalopram',
      'paroxetine',
      'fluvoxamine',
      'venlafaxine',
      'desvenlafaxine',
      'duloxetine',
      'milnacipran'
    ]
  },
  'systemic-glucocorticoids': {
    atcPrefixes: ['H02AB', 'H02B'],
    names: [
      'prednisone',
      'methylprednisolone',
      'prednisolone 5 mg',
      'prednisolone 3 mg/ml oral',
      'prednisolone oral',
      'dexamethasone oral',
      'dexamethasone 0.5 mg oral',
      'dexamethasone 0.75 mg oral',
      'dexamethasone 1 mg oral',
      'dexamethasone 1.5 mg oral',
      'dexamethasone 2 mg oral',
      'dexamethasone 4 mg oral',
      'dexamethasone 6 mg oral',
      'hydrocortisone 5 mg oral',
      'hydrocortisone 10 mg oral',
      'hydrocortisone 20 mg oral',
      'deflazacort',
      'medrol',
      'decadron',
      'cortef'
    ]
  },
  teriparatide: { atcPrefixes: ['H05AA02'], names: ['teriparatid', 'forteo', 'forsteo', 'bonsity'] },
  tetracyclines: {
    atcPrefixes: ['J01A'],
    names: ['doxycycline', 'minocycline', 'tetracycline', 'demeclocycline', 'omadacycline', 'sarecycline', 'eravacycline']
  },
  'thiazide-diuretics': {
    atcPrefixes: ['C03A', 'C03BA', 'C03EA', 'C07B', 'C07D', 'C09BA', 'C09DA'],
    names: [
      'hydrochlorothiazide',
      'chlorthalidone',
      'chlortalidone',
      'indapamide',
      'metolazone',
      'chlorothiazide',
      'bendroflumethiazide',
      'methyclothiazide',
      'hydroflumethiazide',
      'polythiazide',
      'trichlormethiazide',
      'xipamide'
    ]
  },
  thiazolidinediones: {
    atcPrefixes: ['A10BG', 'A10BD03', 'A10BD04', 'A10BD05', 'A10BD06', 'A10BD09'],
    names: ['pioglitazone', 'rosiglitazone', 'actos tablet']
  },
  'vitamin-d': {
    atcPrefixes: ['A11CC01', 'A11CC05', 'A11CC06', 'A11CC55'],
    names: ['cholecalciferol', 'colecalciferol', 'ergocalciferol', 'calcifediol', 'vitamin d2', 'vitamin d3', 'rayaldee', 'drisdol']
  },
  'z-drugs': { atcPrefixes: ['N05CF'], names: ['zolpidem', 'zaleplon', 'eszopiclone', 'zopiclone', 'ambien'] },
  'zoledronic-acid': { atcPrefixes: ['M05BA08', 'M05BB08'], names: ['zoledron', 'reclast', 'zometa', 'aclasta'] },
  'zoledronic-acid-oncology': { atcPrefixes: [], names: ['zometa'] }
}
