/**
 * eGFR in mL/min/1.73 m² from serum creatinine in mg/dL: CKD-EPI 2021 without race (Inker et al., N Engl J Med 2021;385:1737-1749).
 * A woman of 85 with 1.0 mg/dL has 55.
 */
export function ckdEpi2021(creatinine: number, age: number, sex: 'female' | 'male'): number {
  const [kappa, alpha, factor] = sex === 'female' ? [0.7, -0.241, 1.012] : [0.9, -0.302, 1]
  const ratio = creatinine / kappa
  return 142 * Math.min(ratio, 1) ** alpha * Math.max(ratio, 1) ** -1.2 * 0.9938 ** age * factor
}
