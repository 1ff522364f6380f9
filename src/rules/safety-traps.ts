/** The riskiest ways to be wrong (clinical reference 7.4), each with the vignettes that guard it; a test keeps the list true. */

export interface SafetyTrap {
  readonly trap: string
  /** Ids of vignettes in fixtures/vignettes, or names of tests as `file: words of its title`. */
  readonly guards: readonly string[]
}

export const safetyTraps: readonly SafetyTrap[] = [
  { trap: 'Advice to move in a cord, cauda equina or unstable injury', guards: ['9', '10', '38', '66'] },
  { trap: 'The record date read as an onset', guards: ['4', '73'] },
  { trap: 'Seventh character A read as acute, or an incomplete code as complete', guards: ['6', '46', 'test/facts/fracture.test.ts'] },
  { trap: 'An oral bisphosphonate for a patient who cannot sit up', guards: ['13', '13b', 'bedbound'] },
  { trap: 'eGFR taken for CrCl', guards: ['16b', 'crcl-29', 'crcl-34', 'crcl-35'] },
  { trap: 'Falling back to a worse drug', guards: ['14', '16b', 'test/respond.test.ts'] },
  { trap: 'Calcium units and albumin', guards: ['18', '19', '70', '23'] },
  { trap: 'Units of 25-OH vitamin D', guards: ['32', '33', '33b'] },
  { trap: 'Calcium on top of stones or high calcium', guards: ['23', '25', 'calcium-high'] },
  { trap: 'A cancer survivor taken for osteoporotic', guards: ['8', '8b', '79', 'calcitonin-cancer'] },
  { trap: 'A lapse of denosumab missed', guards: ['b5-28'] },
  { trap: 'A healed fracture dropped', guards: ['46', '46b', 'prior-fracture-order'] },
  { trap: 'A normal bone density used to switch treatment off', guards: ['47', 'b5-48'] },
  { trap: 'SINS used for a benign fracture', guards: ['c5-64', '65'] },
  { trap: 'Vertebroplasty presented as established', guards: ['c5-41', '44'] },
  { trap: 'Calcitonin in cancer, outside the US, too long, or as bone treatment', guards: ['7', '8', '72', 'calcitonin-cancer'] },
  { trap: 'Tramadol or an opioid instead of an NSAID; opioid without laxative or with a benzodiazepine', guards: ['54', '57', '58'] },
  {
    trap: 'Stopped, cancelled or drafted orders counted wrongly; combinations not taken apart',
    guards: ['51b', '51c', '52', '52b', '53b']
  },
  { trap: 'A critical card silenced by an override', guards: ['9', '10'] },
  { trap: 'Absence of coded findings shown as no red flags', guards: ['1', 'labs-unread', 'requests-unread'] },
  { trap: 'Romosozumab after infarction or stroke; raloxifene after thrombosis or in bed rest', guards: ['59', '60', '61'] },
  { trap: 'A weekly tablet taken daily', guards: ['71', '71b'] }
]
