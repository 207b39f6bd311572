/** What Salesforce advises for the stream's network path (D, S38). */
export const ASK_NETWORK_TEAM =
  'Ask the network team, for this host and through every layer, endpoint security included: outbound 443 allowed, no TLS inspection, no buffering of responses, no download filter on text/event-stream, a connection time-out of at least 75 minutes (90 advised).';
