import { type Call, curlOf, type RequestTarget } from '../../schemas/requests.ts';

/** A call and where it goes. */
export interface MadeCall {
  readonly target: RequestTarget;
  readonly call: Call;
}

/** A token in a body; that of the header is none of the line's. */
const IDENTITY = /eyJ[\w-]{4,}[\w.-]*/g;

/** The command that repeats a call; whatever the target's data keeps secret is a shell variable. */
export function repeatLine({ target, call }: MadeCall): string {
  // Headers of the target's own may be keys of a gateway: nobody can tell, so none is shown.
  const hidden = Object.keys(target.headers ?? {}).map((name) => [name, '$SECRET'] as const);
  const shown: RequestTarget = {
    ...target,
    headers: Object.fromEntries(hidden),
  };
  const line = curlOf(shown, call).replace(IDENTITY, '$$IDENTITY_TOKEN');
  return target.captchaToken === undefined ? line : line.replaceAll(target.captchaToken, '$CAPTCHA');
}
