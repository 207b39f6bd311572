import type { components } from '../../schemas/generated/api.ts';

/** When a page is to show the pre-chat form (C, S19). */
export type PrechatContext = 'Conversation' | 'Session';

/** The one deployment that the stand-in serves: the published example. */
export interface Deployment {
  /** 15 characters; its 18-character form is accepted too. */
  readonly orgId: string;
  readonly esDeveloperName: string;
  /** Undefined without a pre-chat form. */
  readonly prechat?: PrechatContext;
}

/** The deployment of the published request. */
export const DEPLOYMENT: Deployment = { orgId: '00DgL00000ApqdC', esDeveloperName: 'CustomAgentUI_ESD' };

/** The messaging channel behind it, as the token and every envelope name it. */
export const CHANNEL = {
  type: 'embedded_messaging',
  addressIdentifier: '3c2f6d1e-6f6e-4a0e-9a55-1d1f3f0a9b11',
  platformKey: 'a5a8a2e2-6d0b-4a51-9d4b-0f5f4a1c7e21',
} as const;

/** The name of the verification configuration, part of a customer's subject (C, S23 S35). */
export const VERIFICATION = 'Customers';

type Config = components['schemas']['EmbeddedServiceConfig'];

const TOPICS = '0CLgL0000004C9cWAE';

/** The pre-chat form: each type of field once. */
export const FORM: {
  readonly form: NonNullable<Config['forms']>[number];
  readonly choiceListConfig: NonNullable<Config['choiceListConfig']>;
} = {
  form: {
    formFields: [
      { name: '_firstName', type: 'Text', required: true, maxLength: 40, order: 1, isHidden: false },
      { name: '_lastName', type: 'Text', required: true, maxLength: 80, order: 2, isHidden: false },
      { name: '_email', type: 'Email', required: false, maxLength: 80, order: 3, isHidden: false },
      { name: 'Phone', type: 'Phone', required: false, maxLength: 40, order: 4, isHidden: false },
      { name: 'Items', type: 'Number', required: false, maxLength: 3, order: 5, isHidden: false },
      { name: 'Newsletter', type: 'Checkbox', required: false, maxLength: 5, order: 6, isHidden: false },
      { name: 'Topic', type: 'ChoiceList', required: false, order: 7, isHidden: false, choiceListId: TOPICS },
    ],
  },
  choiceListConfig: {
    choiceList: [
      {
        choiceListId: TOPICS,
        choiceListValues: [
          { choiceListValueId: '0CVgL0000004C9cWAE', choiceListValueName: 'Orders' },
          { choiceListValueId: '0CVgL0000004C9dWAE', choiceListValueName: 'Returns' },
        ],
      },
    ],
  },
};
