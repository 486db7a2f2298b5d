const decoder = new TextDecoder();

/** A body as text; what is no UTF-8 in it is replaced. */
export function textOf(octets: Uint8Array | undefined): string {
  return octets ? decoder.decode(octets) : '';
}
