export function headersOf(folder: string): Record<string, string>
