const address = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/g;

/** Text as written, with web addresses made into links. */
export function Linked({ text }: { text: string }) {
  // split with a capturing group: every second part is an address.
  return <>{text.split(address).map((part, n) => (n % 2 === 1 ? <a key={n} href={part} target="_blank" rel="noopener noreferrer">{part}</a> : part))}</>;
}
