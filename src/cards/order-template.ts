/** The shape in which an order of ours is kept: what it says, before it is written as FHIR. */
import type { TimingRepeat } from 'fhir/r4.js'
import { LOINC, RXNORM, SNOMED } from '../terminology/index.js'

export interface Coding {
  readonly system: string
  readonly code: string
  readonly display: string
}

export interface MedicationOrder {
  readonly resourceType: 'MedicationRequest'
  readonly text: string
  readonly coding: Coding
  readonly dosageText: string
  readonly route: Coding
  readonly dose: { readonly value: number; readonly unit: string; readonly code: string }
  readonly repeat: TimingRepeat
  readonly patientInstruction: string
  readonly quantity?: { readonly value: number; readonly unit: string; readonly code: string }
  readonly refills: number
  readonly supplyDays?: number
}

export interface ServiceOrder {
  readonly resourceType: 'ServiceRequest'
  readonly text: string
  readonly coding?: Coding
  readonly category: 'laboratory' | 'imaging' | 'referral' | 'nursing'
  readonly priority?: 'routine' | 'urgent' | 'asap' | 'stat'
  /** Days from today after which the order ends. */
  readonly days?: number
  readonly instruction?: string
}

export interface OrderTemplate {
  /** Button text, at most 40 characters. */
  readonly label: string
  /** Tells alone what would be ordered: dose, route, frequency, duration. */
  readonly description: string
  readonly order: MedicationOrder | ServiceOrder
}

export const rx = (code: string, display: string): Coding => ({ system: RXNORM, code, display })
export const sct = (code: string, display: string): Coding => ({ system: SNOMED, code, display })
export const loinc = (code: string, display: string): Coding => ({ system: LOINC, code, display })

export const UCUM = 'http://unitsofmeasure.org'
