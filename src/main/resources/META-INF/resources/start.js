// Who is signed in, and which changes wait for them. Text is set as text: what people wrote is never taken for markup.
const show = (id) => document.getElementById(id).removeAttribute("hidden");

async function ask(path) {
  const answer = await fetch(path, { headers: { Accept: "application/json" } });
  if (answer.status === 401) {
    return null;
  }
  if (!answer.ok) {
    throw new Error(`${path}: ${answer.status}`);
  }
  return answer.json();
}

function item(change) {
  const link = document.createElement("a");
  link.href = `changes/${encodeURIComponent(change.id)}`;
  link.textContent = `${change.domain}: ${change.from} to ${change.to}`;
  const entry = document.createElement("li");
  entry.append(link, ` asked for by ${change.requestedBy.name}`);
  return entry;
}

async function start() {
  const who = document.getElementById("who");
  const me = await ask("me");
  if (me === null) {
    who.textContent = "You are not signed in.";
    show("in");
    return;
  }
  who.textContent = `You are ${me.name}${me.roles.length ? ` (${me.roles.join(", ")})` : ", who has no role here"}.`;
  if (me.authentication === "session") {
    show("out");
  }
  if (me.roles.length > 0) {
    const { items } = await ask("changes?awaitingMe=true");
    document.querySelector("#awaiting ul").replaceChildren(...items.map(item));
    show("awaiting");
  }
}

start().catch((problem) => {
  document.getElementById("who").textContent = `The service does not answer as it should (${problem.message}).`;
});
