/** `auth check <jwt>`: tells an integrator, locally, why a token is refused. */
export async function authCheckCommand(_token: string, _url: string | undefined): Promise<void> {
  throw new Error('to come')
}
