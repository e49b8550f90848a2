/** The defaults that the client makes: each gives a cell, in the form that its column's type would write. */
import { createHash, randomFillSync, randomUUID } from "node:crypto";
import { encodeDateTime } from "./temporal.ts";

const pool = Buffer.alloc(4096);
let poolAt = pool.length;

/** Random bytes out of a pool: asking the system for each dozen costs ten times as much. Each byte is given once. */
function randomBytes(count: number): Buffer {
  if (count > pool.length) return randomFillSync(Buffer.alloc(count));
  if (poolAt + count > pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  poolAt += count;
  return pool.subarray(poolAt - count, poolAt);
}

/** The time of the call. */
export function now(): string {
  return encodeDateTime(Date.now());
}

/** A random UUID (version 4). */
export function uuid(): string {
  return randomUUID();
}

let lastMs = 0;
let sequence = 0;

/** A UUID whose order is the order in which this process made them (RFC 9562, version 7, with a counter in `rand_a`). */
export function uuid7(): string {
  const bytes = randomBytes(10);
  const ms = Math.max(Date.now(), lastMs);
  // The counter starts at random in its lower half, so that it has room to count within one millisecond.
  sequence = ms === lastMs ? sequence + 1 : bytes.readUInt16BE(0) & 0x7ff;
  lastMs = ms;
  if (sequence > 0xfff) {
    sequence = 0;
    lastMs++;
  }
  const time = lastMs.toString(16).padStart(12, "0");
  const random = bytes.toString("hex");
  const variant = ((bytes.readUInt8(2) & 0x3f) | 0x80).toString(16);
  const counter = sequence.toString(16).padStart(3, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${variant}${random.slice(6, 8)}-${random.slice(8)}`;
}

const base36 = (bytes: Uint8Array): string => BigInt(`0x${Buffer.from(bytes).toString("hex")}`).toString(36);
let counter = randomBytes(3).readUIntBE(0, 3) % 36 ** 4;
const nextCounter = (): number => (counter = (counter + 1) % 36 ** 4);
/** Tells the processes that share a database apart. */
const fingerprint = base36(randomBytes(8)).padStart(4, "0").slice(-4);

/** `c`, the time, a counter, this process, and 41 random bits: 25 characters whose order is roughly that of their making. */
export function cuid(): string {
  const time = Date.now().toString(36).padStart(8, "0").slice(-8);
  const count = nextCounter().toString(36).padStart(4, "0");
  return `c${time}${count}${fingerprint}${base36(randomBytes(8)).padStart(8, "0").slice(-8)}`;
}

/**
 * 24 characters, a letter first, of no order: the SHA3-512 of the time, 160 random bits, a counter and this process, as the cuid2
 * specification describes it.
 */
export function cuid2(): string {
  const random = randomBytes(20);
  const digest = createHash("sha3-512").update(random).update(`${Date.now()}:${nextCounter()}:${fingerprint}`).digest();
  // A whole number of 512 bits has some 99 digits; the first are not uniform, so they are left out.
  return String.fromCharCode(97 + (digest.readUInt32BE(0) % 26)) + base36(digest).slice(-23).padStart(23, "0");
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
let lastUlidMs = 0;
/** The 80 random bits of the last ULID. */
let ulidRandom = 0n;

/**
 * 26 characters, whose order is the order in which this process made them: the time in milliseconds, then 80 random bits, which count up
 * within one millisecond, as the ULID specification has it. Where they would overflow, the next millisecond is taken.
 */
export function ulid(): string {
  const ms = Math.max(Date.now(), lastUlidMs);
  if (ms === lastUlidMs) ulidRandom++;
  if (ms !== lastUlidMs || ulidRandom >> 80n !== 0n) {
    lastUlidMs = ms === lastUlidMs ? ms + 1 : ms;
    ulidRandom = BigInt(`0x${randomBytes(10).toString("hex")}`);
  }
  return base32(BigInt(lastUlidMs), 10) + base32(ulidRandom, 16);
}

function base32(number: bigint, length: number): string {
  let text = "";
  for (let shift = BigInt(5 * (length - 1)); shift >= 0n; shift -= 5n)
    text += crockford[Number((number >> shift) & 31n)];
  return text;
}

const urlAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

/** Random characters of the 64 that a URL takes as they are; 21 of them collide as rarely as UUIDs do. */
export function nanoid(length = 21): string {
  let text = "";
  for (const byte of randomBytes(length)) text += urlAlphabet[byte & 63];
  return text;
}
