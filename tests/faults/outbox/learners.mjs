// Learners with two devices each, who answer and hand in until so many answers are made; all that they made, kept and
// have receipts for goes to a ledger. `node learners.mjs JSON`; killed at any moment, it goes on when it is started again.
// What does not belong here: the line and the server (run.py), what is made of the ledger (compared.py).
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Device, pause } from './device.mjs';

const told = JSON.parse(process.argv[2]);
const modules = await import(pathToFileURL(told.module));
const PAPER = 10; // answers of a device to a paper, about
const MOST_UNSENT = 90; // more than a batch takes
const note = (line) => appendFileSync(told.ledger, `${JSON.stringify(line)}\n`);

// Mulberry32.
let state = told.seed;
function chance() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
const whole = (below) => Math.floor(chance() * below);
const any = (of) => of[whole(of.length)];

function madeBefore() {
  const made = new Map();
  if (!existsSync(told.ledger)) return made;
  for (const line of readFileSync(told.ledger, 'utf8').split('\n')) {
    const { by } = line ? JSON.parse(line) : {};
    if (by) made.set(by, (made.get(by) ?? 0) + 1);
  }
  return made;
}

function said(position) {
  if (position % 2) return { choice: whole(3) };
  const choices = [0, 1, 2].filter(() => chance() < 0.5);
  return choices.length ? { choices } : {};
}

// `kept` is noted when the page would say so; who dies before has promised nothing.
function append(tab, kind, payload) {
  const { subject, device, epoch, seq } = tab.paper;
  const { event, kept } = tab.outbox.append(kind, subject, payload, { device_id: device, epoch, above: seq });
  return { event, kept: kept.then(() => note({ kept: event.event_id })) };
}

async function someAnswers(person, device, uuid, count) {
  let left = count;
  while (left > 0) {
    const { paper, isHandedIn, owner } = await device.open(uuid);
    if (isHandedIn) return;
    if (!paper) {
      await elsewhere(device, uuid, owner);
      continue;
    }
    await device.openTab(owner, paper);
    if (chance() < 0.3) await device.openTab(owner, paper);
    device.isCut = chance() < 0.2;
    while (left > 0 && !device.elsewhere) {
      const tab = any(device.tabs);
      const position = 1 + whole(told.questions);
      const { event, kept } = append(tab, 'answer', { position, answer: said(position) });
      note({ made: event, by: person.name });
      left -= 1;
      person.left -= 1;
      const isKilled = chance() < 0.05;
      if (!isKilled) await kept;
      if (chance() < 0.6) tab.outbox.flush();
      await pause(whole(20));
      await troubles(device);
      while (!isKilled && !device.isCut && tab.outbox.unsent().length > MOST_UNSENT) {
        await tab.outbox.flush();
        await troubles(device);
        await pause(10);
      }
      if (isKilled) break;
    }
    device.killAll();
  }
}

// The other device has the paper: this one sends what it has left, and may take the paper back.
async function elsewhere(device, uuid, owner) {
  const tab = await device.openTab(owner);
  await tab.outbox.flush();
  await pause(whole(60));
  device.killAll();
  if (chance() < 0.3 && await device.send(`/attempts/${uuid}/take-over`)) note({ did: 'papers taken over' });
}

async function troubles(device) {
  if (chance() < 0.01) device.turnClock();
  if (chance() < 0.02) device.loseSession();
  if (!device.signedOut) return;
  await device.signIn();
  note({ did: 'signed in again' });
}

async function deliver(device) {
  for (;;) {
    const page = await device.page('/unsent');
    const tab = await device.openTab(/data-outbox="(\w+)"/.exec(page)[1]);
    // Somebody who waits: nothing that was stuck is tried again before the next page.
    for (let tries = 0; tries < 4 && tab.outbox.unsent().length; tries++) {
      await tab.outbox.flush();
      await troubles(device);
    }
    const { length } = tab.outbox.unsent();
    device.killAll();
    if (!length) return;
  }
}

async function handIn(device, uuid) {
  const { paper, isHandedIn, owner } = await device.open(uuid);
  if (isHandedIn) return;
  if (!paper) {
    await device.send(`/attempts/${uuid}/take-over`);
    return;
  }
  const tab = await device.openTab(owner, paper);
  const { event, kept } = append(tab, 'submit', {});
  note({ made: event });
  await kept;
  device.killAll();
  await deliver(device);
}

async function study(person) {
  const [phone, laptop] = person.devices;
  while (person.left > 0) {
    const to = await any(person.devices).send(`/learn/${told.course}/${told.quiz}/attempts`);
    const uuid = to.split('/').at(-1);
    const share = Math.ceil(Math.min(person.left / 2, 1 + whole(PAPER * 2)));
    await Promise.all([someAnswers(person, phone, uuid, share), someAnswers(person, laptop, uuid, share)]);
    if (chance() < 0.6) await Promise.all(person.devices.map(deliver)); // else the other one's may come too late
    await handIn(any(person.devices), uuid);
  }
  await Promise.all(person.devices.map(deliver));
}

const before = madeBefore();
const people = told.people.map((name) => {
  const person = { name, left: told.answers - (before.get(name) ?? 0) };
  person.devices = ['phone', 'laptop'].map((kind) => new Device(`${name}-${kind}`, person, { told, modules, chance, note }));
  return person;
});
for (const { devices } of people) for (const device of devices) await device.page(`/courses/${told.course}`);
await Promise.all(people.map(async (person) => {
  await person.devices[0].send(`/courses/${told.course}/enrol`);
  await study(person);
}));
note({ did: 'ended' });
process.exit(0);
