import { ApiError, type Backend } from './backend';

/**
 * Reaches the program through the test bridge, which serves the same commands on the loopback interface: `POST /call/NAME`
 * with the arguments as JSON, and events from `GET /events`. For tests and design work; the app itself opens no socket.
 */
export function httpBackend(origin = ''): Backend {
  let events: EventSource | undefined;

  return {
    async call(name, args = {}) {
      let reply: Response;
      try {
        reply = await fetch(`${origin}/call/${encodeURIComponent(name)}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(args),
        });
      } catch {
        throw new ApiError('unreachable', 'The bridge does not answer.', 'Start it and load this page again.');
      }
      const body: unknown = await reply.json().catch(() => undefined);
      if (!reply.ok) {
        throw body === undefined ? new ApiError('unreachable', `The bridge answered ${reply.status}.`) : ApiError.from(body);
      }
      return body;
    },
    async listen(event, heard) {
      events ??= new EventSource(`${origin}/events`);
      const source = events;
      const read = (message: MessageEvent<string>) => heard(JSON.parse(message.data));
      source.addEventListener(event, read);
      return () => source.removeEventListener(event, read);
    },
    async outside(address) {
      // A browser hands these to the system by itself; a file of the app it cannot reach.
      if (!/^(mailto|tel):/.test(address)) throw new ApiError('outside', 'A browser cannot open this file.');
      location.href = address;
    },
  };
}
