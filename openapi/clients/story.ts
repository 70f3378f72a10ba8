// The main story, told by the generated client alone: a domain of the first run gets the IP address type that it has not.
import {
  AuditApi,
  type AuditEntry,
  AuditEventOutcomeEnum,
  type Change,
  type ChangeAnswer,
  ChangeStatus,
  ChangesApi,
  Configuration,
  Decision,
  DomainsApi,
  IpAddressType,
  MeApi,
  PreviewStatusEnum,
  type Problem,
  ResponseError,
  type ReviewAsked,
} from "./client/index.js";

const DOMAIN = "shop.example.com";
const PATIENCE_MILLIS = 180_000;

function as(username: string): Configuration {
  return new Configuration({ basePath: process.env.SIXGATE_URL, username, password: "demo" });
}

function require(holds: boolean, what: string): asserts holds {
  if (!holds) {
    throw new Error(`It does not hold that ${what}`);
  }
  console.log(`  ${what}`);
}

function isChange(answer: ChangeAnswer): answer is Change {
  return "approval" in answer;
}

const domains = new DomainsApi(as("ria"));

function ask(ipAddressType: IpAddressType, validateOnly = false): Promise<ChangeAnswer> {
  const changeAsked = { ipAddressType, reason: "A story of the TypeScript client", reference: "CHG-1235" };
  return domains.changeIpAddressType({ name: DOMAIN, changeAsked, validateOnly });
}

async function requireRefused(id: string, reviewAsked: ReviewAsked): Promise<void> {
  try {
    await new ChangesApi(as("ria")).reviewChange({ id, reviewAsked });
  } catch (e) {
    const problem: Problem = await (e as ResponseError).response.json();
    require(problem.status === 403 && problem.type.endsWith("/self-approval-forbidden"), "Ria may not approve");
    return;
  }
  throw new Error("Ria approved her own change");
}

function has(entries: AuditEntry[], action: string, outcome: AuditEventOutcomeEnum, subject: string): boolean {
  return entries.some(
    ({ event }) => event.action === action && event.outcome === outcome && event.actor.subject === subject,
  );
}

require((await new MeApi(as("ria")).getMe()).subject === "ria", "Ria is signed in");
const now = (await domains.getDomain({ name: DOMAIN })).ipAddressType;
const wished = now === IpAddressType.Ipv4 ? IpAddressType.Dualstack : IpAddressType.Ipv4;

const preview = await ask(wished, true);
require(!isChange(preview) && preview.status === PreviewStatusEnum.Valid, "it can be asked for");
const nothing = await ask(now);
require(!isChange(nothing) && nothing.status === "NO_CHANGE", "asking for what is there changes nothing");

const asked = await ask(wished);
require(isChange(asked) && asked.status === ChangeStatus.PendingApproval, "the change waits for approval");
const approval: ReviewAsked = {
  decision: Decision.Approve,
  planDigest: asked.plan.digest,
  comment: "Told by the TypeScript client",
};
await requireRefused(asked.id, approval);
let change = await new ChangesApi(as("nora")).reviewChange({ id: asked.id, reviewAsked: approval });
require(change.approval.met, "Nora's approval is enough");

const last = Date.now() + PATIENCE_MILLIS;
while (change.status !== ChangeStatus.Applied) {
  if (Date.now() > last || change.failure !== undefined) {
    throw new Error(`The change is not applied: ${JSON.stringify(change)}`);
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  change = await new ChangesApi(as("ria")).getChange({ id: asked.id });
}
require((await domains.getIpAddressType({ name: DOMAIN })).ipAddressType === wished, `the domain is ${wished}`);

const { items } = await new AuditApi(as("ada")).listAuditEvents({ change: asked.id, pageSize: 50 });
for (const { event } of items) {
  console.log(`  ${event.occurredAt.toISOString()} ${event.action} ${event.outcome} by ${event.actor.subject}`);
}
const { Success, Refused } = AuditEventOutcomeEnum;
require(has(items, "change.requested", Success, "ria"), "it is on record that Ria asked");
require(has(items, "request.refused", Refused, "ria"), "that she was refused");
require(has(items, "review.approve", Success, "nora"), "that Nora approved");
require(has(items, "change.applied", Success, "system:worker"), "that it was applied");
console.log(`TypeScript: ${DOMAIN} was ${now} and is ${wished}`);
