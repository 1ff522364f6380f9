/** The sources that cards cite. Links are https only; each was listed with its year and strength in the clinical reference, section 6. */

export interface Evidence {
  /** As it stands on a card. */
  readonly label: string
  readonly url: string
  readonly publisher: string
  readonly year: number
}

const evidence = {
  'AAOS-2010': {
    label: 'AAOS 2010: symptomatic osteoporotic spinal compression fractures',
    url: 'https://pubmed.ncbi.nlm.nih.gov/21368099/',
    publisher: 'American Academy of Orthopaedic Surgeons',
    year: 2010
  },
  'NASS-2025': {
    label: 'NASS 2025: osteoporotic vertebral compression fractures',
    url: 'https://doi.org/10.1016/j.spinee.2025.01.016',
    publisher: 'North American Spine Society',
    year: 2025
  },
  'ACR-VCF-2018': {
    label: 'ACR Appropriateness Criteria 2018: vertebral compression fractures',
    url: 'https://www.acr.org/Clinical-Resources/ACR-Appropriateness-Criteria',
    publisher: 'American College of Radiology',
    year: 2018
  },
  'NICE-TA279': {
    label: 'NICE TA279 (2013): vertebroplasty and balloon kyphoplasty',
    url: 'https://www.nice.org.uk/guidance/ta279',
    publisher: 'National Institute for Health and Care Excellence',
    year: 2013
  },
  'ASBMR-VA-2019': {
    label: 'ASBMR task force 2019: vertebral augmentation',
    url: 'https://pubmed.ncbi.nlm.nih.gov/30677181/',
    publisher: 'American Society for Bone and Mineral Research',
    year: 2019
  },
  NOGG: {
    label: 'NOGG 2021/24: prevention and treatment of osteoporosis',
    url: 'https://www.nogg.org.uk',
    publisher: 'National Osteoporosis Guideline Group',
    year: 2024
  },
  'AFP-2016': {
    label: 'American Family Physician 2016: vertebral compression fractures',
    url: 'https://www.aafp.org/pubs/afp/issues/2016/0701/p44.html',
    publisher: 'American Academy of Family Physicians',
    year: 2016
  },
  'BMJ-BP': {
    label: 'BMJ Best Practice: osteoporotic spinal compression fracture',
    url: 'https://bestpractice.bmj.com',
    publisher: 'BMJ Publishing Group',
    year: 2024
  },
  'OF-2018': {
    label: 'AO Spine–DGOU osteoporotic fracture classification 2018',
    url: 'https://pubmed.ncbi.nlm.nih.gov/30210960/',
    publisher: 'German Society for Orthopaedics and Trauma',
    year: 2018
  },
  'SCHEYERER-2021': {
    label: 'Scheyerer 2021: failure of conservative care',
    url: 'https://pmc.ncbi.nlm.nih.gov/articles/PMC8907647/',
    publisher: 'Global Spine Journal',
    year: 2021
  },
  'COCHRANE-VP-2018': {
    label: 'Cochrane 2018: vertebroplasty',
    url: 'https://doi.org/10.1002/14651858.CD006349.pub4',
    publisher: 'Cochrane',
    year: 2018
  },
  'VERTOS4-2018': { label: 'VERTOS IV 2018', url: 'https://www.bmj.com/content/361/bmj.k1551', publisher: 'BMJ', year: 2018 },
  'VERTOS5-2023': { label: 'VERTOS V 2023', url: 'https://pubmed.ncbi.nlm.nih.gov/37462495/', publisher: 'Radiology', year: 2023 },
  'COCHRANE-EX-2019': {
    label: 'Cochrane 2019: exercise after vertebral fracture',
    url: 'https://doi.org/10.1002/14651858.CD008618.pub3',
    publisher: 'Cochrane',
    year: 2019
  },
  'KNOPP-2012': {
    label: 'Knopp 2012: calcitonin meta-analysis',
    url: 'https://doi.org/10.1007/s00198-011-1676-0',
    publisher: 'Osteoporosis International',
    year: 2012
  },
  'BOUCHER-2020': {
    label: 'Boucher 2020: calcitonin review',
    url: 'https://www.cambridge.org/core/product/232D2715D010B08CC54EA21BD1E86B7C',
    publisher: 'Canadian Journal of Emergency Medicine',
    year: 2020
  },
  'SQUIRES-2023': {
    label: 'Squires 2023: bracing meta-analysis',
    url: 'https://jss.amegroups.org/article/view/6002/html',
    publisher: 'Journal of Spine Surgery',
    year: 2023
  },
  'CHO-2022': {
    label: 'Cho 2022: three or seven days of bed rest',
    url: 'https://doi.org/10.31616/asj.2021.0396',
    publisher: 'Asian Spine Journal',
    year: 2022
  },
  'FUNAYAMA-2022': {
    label: 'Funayama 2022: two weeks of rest',
    url: 'https://pubmed.ncbi.nlm.nih.gov/36005391/',
    publisher: 'Journal of Bone and Joint Surgery',
    year: 2022
  },
  'GAO-2021': {
    label: 'Gao 2021: bisphosphonates and fracture healing',
    url: 'https://pmc.ncbi.nlm.nih.gov/articles/PMC8435630/',
    publisher: 'Frontiers in Endocrinology',
    year: 2021
  },
  'SARC-2016': {
    label: 'Vitamin D in sarcoidosis',
    url: 'https://pmc.ncbi.nlm.nih.gov/articles/PMC3808783/',
    publisher: 'BMJ Open',
    year: 2013
  },
  'ACP-2023': {
    label: 'ACP 2023: pharmacologic treatment of primary osteoporosis',
    url: 'https://doi.org/10.7326/M22-1034',
    publisher: 'American College of Physicians',
    year: 2023
  },
  'ES-2019': {
    label: 'Endocrine Society 2019: postmenopausal osteoporosis',
    url: 'https://doi.org/10.1210/jc.2019-00221',
    publisher: 'Endocrine Society',
    year: 2019
  },
  'AACE-2020': {
    label: 'AACE/ACE 2020: postmenopausal osteoporosis',
    url: 'https://www.guidelinecentral.com/guideline/41073/',
    publisher: 'American Association of Clinical Endocrinology',
    year: 2020
  },
  'BHOF-2022': {
    label: "BHOF 2022: clinician's guide to osteoporosis",
    url: 'https://pmc.ncbi.nlm.nih.gov/articles/PMC9546973/',
    publisher: 'Bone Health and Osteoporosis Foundation',
    year: 2022
  },
  'ASBMR-SFP-2019': {
    label: 'ASBMR coalition 2019: secondary fracture prevention',
    url: 'https://www.secondaryfractures.org/clinical-recommendations/',
    publisher: 'American Society for Bone and Mineral Research',
    year: 2019
  },
  ISCD: {
    label: 'ISCD official positions',
    url: 'https://iscd.org/learn/official-positions/',
    publisher: 'International Society for Clinical Densitometry',
    year: 2023
  },
  'IOF-CTF': {
    label: 'IOF Capture the Fracture',
    url: 'https://www.capturethefracture.org',
    publisher: 'International Osteoporosis Foundation',
    year: 2024
  },
  'IOM-2011': {
    label: 'IOM 2011: dietary reference intakes for calcium and vitamin D',
    url: 'https://doi.org/10.17226/13050',
    publisher: 'Institute of Medicine',
    year: 2011
  },
  'ES-VITD-2024': {
    label: 'Endocrine Society 2024: vitamin D',
    url: 'https://doi.org/10.1210/clinem/dgae290',
    publisher: 'Endocrine Society',
    year: 2024
  },
  'TFTF-2014': {
    label: 'Too Fit to Fracture 2014',
    url: 'https://doi.org/10.1007/s00198-013-2523-2',
    publisher: 'Osteoporosis International',
    year: 2014
  },
  'UKTIS-2022': {
    label: 'UKTIS 2022: bisphosphonates in pregnancy',
    url: 'https://uktis.org/monographs/use-of-bisphosphonates-in-pregnancy/',
    publisher: 'UK Teratology Information Service',
    year: 2022
  },
  'LABEL-CALCITONIN': {
    label: 'US label: calcitonin-salmon nasal',
    url: 'https://dailymed.nlm.nih.gov/dailymed/search.cfm?query=calcitonin+salmon',
    publisher: 'US FDA',
    year: 2026
  },
  'EMA-CALC-2012': {
    label: 'EMA 2012: limiting long-term calcitonin',
    url: 'https://www.ema.europa.eu/en/news/european-medicines-agency-recommends-limiting-long-term-use-calcitonin-medicines',
    publisher: 'European Medicines Agency',
    year: 2012
  },
  'LABEL-BP-2026': {
    label: 'US labels: alendronate, risedronate, ibandronate',
    url: 'https://dailymed.nlm.nih.gov/dailymed/search.cfm?query=alendronate',
    publisher: 'US FDA',
    year: 2026
  },
  'DAILYMED-ZOL': {
    label: 'US label: zoledronic acid 5 mg',
    url: 'https://dailymed.nlm.nih.gov/dailymed/lookup.cfm?setid=5a9b3737-9ce6-4a89-b76e-6aab79eba9cf',
    publisher: 'US FDA',
    year: 2026
  },
  'FDA-DENO-2024': {
    label: 'FDA 2024: denosumab and hypocalcaemia in advanced CKD',
    url: 'https://www.fda.gov/drugs/drug-safety-and-availability',
    publisher: 'US FDA',
    year: 2024
  },
  'LABEL-ROMO': {
    label: 'US label: romosozumab',
    url: 'https://dailymed.nlm.nih.gov/dailymed/search.cfm?query=romosozumab',
    publisher: 'US FDA',
    year: 2026
  },
  'LABEL-PTH': {
    label: 'US labels: teriparatide, abaloparatide',
    url: 'https://dailymed.nlm.nih.gov/dailymed/search.cfm?query=teriparatide',
    publisher: 'US FDA',
    year: 2026
  },
  'LABEL-RLX': {
    label: 'US label: raloxifene',
    url: 'https://dailymed.nlm.nih.gov/dailymed/search.cfm?query=raloxifene',
    publisher: 'US FDA',
    year: 2026
  },
  'NSAID-BOX': {
    label: 'US labels: NSAID boxed warning',
    url: 'https://dailymed.nlm.nih.gov/dailymed/search.cfm?query=naproxen',
    publisher: 'US FDA',
    year: 2026
  },
  'CALC-CORR': {
    label: 'Calcium correction for albumin',
    url: 'https://reference.medscape.com/calculator/267',
    publisher: 'Medscape',
    year: 2024
  },
  'DOWNIE-2013': {
    label: 'Downie 2013: red flags for fracture and malignancy',
    url: 'https://www.bmj.com/content/347/bmj.f7095',
    publisher: 'BMJ',
    year: 2013
  },
  'COCHRANE-RF-2023': {
    label: 'Cochrane 2023: red flags for vertebral fracture',
    url: 'https://doi.org/10.1002/14651858.CD014461.pub2',
    publisher: 'Cochrane',
    year: 2023
  },
  'CES-UK': {
    label: 'UK cauda equina pathway (BMJ Best Practice)',
    url: 'https://bestpractice.bmj.com',
    publisher: 'GIRFT, SBNS, BASS',
    year: 2023
  },
  'SINS-2010': {
    label: 'SINS 2010: neoplastic instability',
    url: 'https://radiopaedia.org/articles/spinal-instability-neoplastic-score-sins-2',
    publisher: 'Spine Oncology Study Group',
    year: 2010
  },
  'KDIGO-NSAID': { label: 'KDIGO: NSAIDs in kidney disease', url: 'https://kdigo.org', publisher: 'KDIGO', year: 2024 },
  'BEERS-2023': {
    label: 'AGS Beers Criteria 2023',
    url: 'https://doi.org/10.1111/jgs.18372',
    publisher: 'American Geriatrics Society',
    year: 2023
  },
  /** Of the cards that speak of data, not of care. */
  'CDS-HOOKS': { label: 'CDS Hooks: data sent to this service', url: 'https://cds-hooks.org', publisher: 'HL7', year: 2022 },
  'CDC-2022': {
    label: 'CDC 2022: prescribing opioids for pain',
    url: 'https://www.cdc.gov/mmwr/volumes/71/rr/rr7103a1.htm',
    publisher: 'US CDC',
    year: 2022
  }
} as const satisfies Record<string, Evidence>

export type EvidenceId = keyof typeof evidence
export const evidenceOf = (id: EvidenceId): Evidence => evidence[id]
