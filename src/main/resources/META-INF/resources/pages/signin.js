// Signing in: demo people by a form, others at their provider. A session that ends in the middle of something is taken up again
// in a dialog, so that nothing typed is lost.
import { h, field } from "./dom.js";
import { onSessionEnd, signIn, whoAmI } from "./api.js";

const PLACE = "sixgate.place";

function form(done) {
  const name = h("input", { name: "name", autocomplete: "username", required: true, autocapitalize: "none", spellcheck: "false" });
  const password = h("input", { name: "password", type: "password", autocomplete: "current-password", required: true });
  const said = h("div", { "aria-live": "assertive" });
  const button = h("button", { class: "primary" }, "Sign in");
  return h("form", {
    class: "stack",
    onsubmit: async (event) => {
      event.preventDefault();
      button.disabled = true;
      const status = await signIn(name.value, password.value).catch(() => 0);
      button.disabled = false;
      password.value = "";
      if (status === 200) {
        done();
      } else {
        said.replaceChildren(h("p", { class: "problem" }, status === 401
          ? "That name and password do not belong together. Try again; the README lists the demo people."
          : "The service cannot sign anybody in now. Try again shortly."));
        password.focus();
      }
    },
  }, field("Name", name), field("Password", password), said, button);
}

/** For somebody who is nobody yet: the place they wanted is kept while they are away at the provider. */
export function signInPage(byForm, done) {
  if (byForm) {
    return h("div", { class: "sign-in" },
      h("h1", {}, "Sign in"),
      h("p", { class: "hint" }, "To ask for changes of IP address types, and to decide on them."),
      form(done));
  }
  return h("div", { class: "sign-in" },
    h("h1", {}, "Sign in"),
    h("p", { class: "hint" }, "Your organisation's provider knows you; you come back to this page."),
    h("p", {}, h("a", { class: "button primary", href: "sign-in", onclick: () => sessionStorage.setItem(PLACE, location.hash) }, "Sign in")));
}

/** Where somebody was before they went to sign in. */
export function placeBefore() {
  const place = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  return place?.startsWith("#/") ? place : null;
}

/** @param subject whose page this is; somebody else begins anew */
export function watchSession(subject) {
  onSessionEnd(() => new Promise((resolve) => {
    const dialog = h("dialog", { "aria-labelledby": "ended", class: "session" });
    const said = h("div", { "aria-live": "assertive" });
    const on = async () => {
      const { me } = await whoAmI();
      if (me === null) {
        said.replaceChildren(h("p", { class: "problem" }, "You are not signed in yet."));
      } else if (me.subject !== subject()) {
        location.reload();
      } else {
        dialog.close();
        dialog.remove();
        resolve();
      }
    };
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    whoAmI().then(({ me, byForm }) => {
      if (me !== null) {
        on();
        return;
      }
      dialog.append(
        h("h2", { id: "ended" }, "Your session has ended"),
        h("p", {}, "Sign in again to go on. What you have typed is still here."),
        byForm ? form(on) : h("p", {}, h("a", { class: "button", href: "sign-in", target: "_blank", rel: "noopener" }, "Sign in in a new tab"), " ", h("button", { class: "primary", onclick: on }, "Go on")),
        said);
      document.body.append(dialog);
      dialog.showModal();
    });
  }));
}
