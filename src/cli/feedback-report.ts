/** `feedback report`: prints what `GET /admin/report` answers. */
export interface ReportArguments {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly json: boolean
  readonly csv: boolean
}

export async function feedbackReportCommand(_values: ReportArguments): Promise<void> {
  throw new Error('to come')
}
