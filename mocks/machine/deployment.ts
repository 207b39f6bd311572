/** The one deployment that the stand-in serves: the published example. */
export interface Deployment {
  /** 15 characters; its 18-character form is accepted too. */
  readonly orgId: string;
  readonly esDeveloperName: string;
}

/** The deployment of the published request. */
export const DEPLOYMENT: Deployment = { orgId: '00DgL00000ApqdC', esDeveloperName: 'CustomAgentUI_ESD' };

/** The messaging channel behind it, as the token and every envelope name it. */
export const CHANNEL = {
  type: 'embedded_messaging',
  addressIdentifier: '3c2f6d1e-6f6e-4a0e-9a55-1d1f3f0a9b11',
  platformKey: 'a5a8a2e2-6d0b-4a51-9d4b-0f5f4a1c7e21',
  authMode: 'UnAuth',
} as const;
