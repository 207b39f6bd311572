/** A metric of ours: what it is, and between which moments it is taken. */
export interface MetricDefinition {
  readonly name: string;
  readonly kind: 'latency' | 'counter' | 'gauge';
  readonly text: string;
}

/** Every metric that an objective may name. */
export const METRICS: readonly MetricDefinition[] = [
  latency('scrt_operation_duration', 'an operation, from its begin to its answer; answered ones only'),
  latency('scrt_operation_age', 'age of an operation that was still open at the end'),
  counter('scrt_operations', 'operations by outcome: begun, answered, failed'),
  counter('scrt_operation_status', 'answers by HTTP status'),
  counter('scrt_iterations', 'iterations by outcome: started, completed, threw, cancelled'),
  counter('scrt_events', 'events received, by name'),
  counter('scrt_events_repeated', 'events received twice on one stream'),
  counter('scrt_events_lost', 'awaited events that did not come in time'),
  counter('scrt_violations', 'breaches of the contract, by rule'),
  counter('scrt_exceptions', 'exceptions of a scenario, thrown by an iteration or by a handler'),
  counter('scrt_clock_anomalies', 'answers stamped before their begin; recorded as 0'),
  counter('dropped_iterations', 'iterations that found no free virtual user'),
  latency('eventsource_connecting', 'a stream, from the dial to the connection, proxy and TLS included'),
  latency('eventsource_waiting', 'a stream, from the connection to the response headers'),
  latency('eventsource_first_event', 'a stream, from the start of its attempt to its first event'),
  latency('eventsource_dispatch_delay', 'an event, from the socket read to its handler'),
  counter('eventsource_events', 'events read from streams'),
  counter('eventsource_bytes', 'bytes read from streams'),
  counter('eventsource_reconnects', 'streams connected again'),
  counter('eventsource_errors', 'stream errors, by reason'),
  counter('eventsource_overflows', 'events lost because a handler was too slow'),
  counter('hdrlog_series_dropped', 'values left out because there are too many series'),
  counter('hdrlog_clamped', 'values outside of 0 to 1 h, recorded at the bound'),
  counter('hdrlog_samples_skipped', 'samples of other modules that are no time, or no number'),
  { name: 'eventsource_streams_open', kind: 'gauge', text: 'streams open at once' },
];

function latency(name: string, text: string): MetricDefinition {
  return { name, kind: 'latency', text };
}

function counter(name: string, text: string): MetricDefinition {
  return { name, kind: 'counter', text };
}
