/* Small comforts. Every act works without this file; nothing here counts seconds or changes what is recorded. */
(() => {
  "use strict";
  const body = document.body;
  const announce = (words) => { const place = document.getElementById("announce"); if (place) place.textContent = words; };
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const focusOn = (element) => { if (!element.hasAttribute("tabindex") && !element.matches("a, button, input, select, textarea")) element.tabIndex = -1; element.focus(); };

  /* Menus: plain details; Escape closes and gives the focus back, a press elsewhere closes. */
  const openMenus = () => document.querySelectorAll("details[data-drop][open]");
  document.addEventListener("click", (event) => openMenus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));
  document.addEventListener("focusin", (event) => openMenus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    openMenus().forEach((menu) => { const inside = menu.contains(document.activeElement); menu.open = false; if (inside) menu.querySelector("summary").focus(); });
  });

  /* Shortcuts of one key, outside fields, and only while they are switched on. */
  const go = (selector) => { const link = document.querySelector(selector); if (link) link.click(); return Boolean(link); };
  const rows = () => Array.from(document.querySelectorAll("[data-row]"));
  const step = (by) => {
    const all = rows();
    const here = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[Math.min(Math.max(here + by, 0), all.length - 1)];
    if (next) focusOn(next.querySelector("a, button, input, textarea, select") || next);
  };
  const editRow = () => { const row = document.activeElement.closest("[data-row]"); const edit = row && row.querySelector("[data-edit]"); if (edit) edit.click(); };
  const keys = { "/": () => { const field = document.querySelector(".top .search input"); if (field && field.offsetParent) field.focus(); }, j: () => step(1), k: () => step(-1), e: editRow };
  let goes = 0;
  document.addEventListener("keydown", (event) => {
    if (body.dataset.shortcuts !== "on" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (Date.now() - goes < 1500 && "mdrpa".includes(event.key)) { goes = 0; if (go(`.top [data-key="${event.key}"]`)) event.preventDefault(); return; }
    if (event.key === "g") { goes = Date.now(); return; }
    if (["[", "]", "?"].includes(event.key)) { if (go(`[data-key="${event.key}"]`)) event.preventDefault(); return; }
    if (keys[event.key]) { keys[event.key](); event.preventDefault(); }
  });

  /* A pressed button says what it does, keeps its width, and takes no second press. */
  const turning = '<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M11.534 7h3.932a.25.25 0 0 1 .192.41l-1.966 2.36a.25.25 0 0 1-.384 0l-1.966-2.36a.25.25 0 0 1 .192-.41m-11 2h3.932a.25.25 0 0 0 .192-.41L2.692 6.23a.25.25 0 0 0-.384 0L.342 8.59A.25.25 0 0 0 .534 9"/><path fill-rule="evenodd" d="M8 3c-1.552 0-2.94.707-3.857 1.818a.5.5 0 1 1-.771-.636A6.002 6.002 0 0 1 13.917 7H12.9A5 5 0 0 0 8 3M3.1 9a5.002 5.002 0 0 0 8.757 2.182.5.5 0 1 1 .771.636A6.002 6.002 0 0 1 2.083 9z"/></svg>';
  const rest = (button) => { button.classList.remove("busy"); button.removeAttribute("aria-disabled"); if (button.atRest) button.innerHTML = button.atRest; button.style.minInlineSize = ""; };
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || !button.matches("button.button")) return;
    if (button.classList.contains("busy")) { event.preventDefault(); return; }
    const words = button.dataset.busy;
    if (!words) return;
    button.atRest = button.innerHTML;
    button.style.minInlineSize = `${button.offsetWidth}px`;
    button.classList.add("busy");
    button.setAttribute("aria-disabled", "true");
    button.innerHTML = turning;
    button.append(` ${words}`);
    announce(words);
    setTimeout(() => {
      if (!button.isConnected || !button.classList.contains("busy")) return;
      const line = document.createElement("p");
      line.className = "second";
      line.textContent = body.dataset.wordsBusy;
      button.parentElement.after(line);
      announce(body.dataset.wordsBusy);
    }, 5000);
  });
  addEventListener("pageshow", () => document.querySelectorAll(".busy").forEach(rest));

  /* The hash of a file is made here, so that the file stays where it is; where that cannot be done it is sent. */
  document.addEventListener("submit", async (event) => {
    const form = event.target, file = form.dataset.hash && form.querySelector("input[type=file]").files[0];
    if (!file || !crypto.subtle) return;
    event.preventDefault();
    announce(form.dataset.wordsHashing);
    try {
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
      location.assign(`${form.dataset.hash}?sha256=${Array.from(digest, (each) => each.toString(16).padStart(2, "0")).join("")}`);
    } catch { form.submit(); }
  });

  /* Buttons that need this file appear only with it. */
  const wake = (root) => {
    root.querySelectorAll("[data-show], [data-copy], [data-print], [data-dismiss]").forEach((button) => { button.hidden = false; });
    const target = root.querySelector("[data-focus]");
    if (target) focusOn(target);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show], [data-copy], [data-print], [data-dismiss], [data-fix]");
    if (!button) return;
    if (button.dataset.show) {
      const field = document.getElementById(button.dataset.show);
      const hidden = field.type === "password";
      button.wordsShow = button.wordsShow || button.textContent;
      field.type = hidden ? "text" : "password";
      button.textContent = hidden ? button.dataset.wordsHide : button.wordsShow;
    } else if (button.dataset.copy) {
      navigator.clipboard.writeText(button.dataset.copy).then(() => announce(body.dataset.wordsCopied));
    } else if (button.dataset.fix) {
      const field = document.getElementById(button.dataset.fix);
      field.value = button.value;
      field.focus();
      event.preventDefault();
    } else if (button.matches("[data-print]")) {
      window.print();
    } else {
      button.closest(".toast-note").remove();
    }
  });
  wake(document);

  /* After a swap the focus goes to the new heading or the error summary. */
  document.addEventListener("htmx:afterSwap", (event) => {
    wake(event.target);
    if (event.target.querySelector("[data-focus]") || event.target.contains(document.activeElement)) return;
    const heading = event.target.querySelector("h1, h2, h3");
    if (heading) focusOn(heading);
  });
  const failed = (event) => {
    const place = event.target.closest("form") || document.getElementById("content");
    if (place.querySelector(".offline")) return;
    const line = document.createElement("p");
    line.className = "note note-stop offline";
    line.setAttribute("role", "alert");
    line.textContent = body.dataset.wordsFailed;
    place.prepend(line);
    document.querySelectorAll(".busy").forEach(rest);
  };
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
  document.addEventListener("htmx:beforeRequest", () => document.querySelectorAll(".offline").forEach((line) => line.remove()));

  /* On paper all rounds stand open. */
  let folded = [];
  addEventListener("beforeprint", () => { folded = Array.from(document.querySelectorAll("details.round:not([open])")); folded.forEach((round) => { round.open = true; }); });
  addEventListener("afterprint", () => folded.forEach((round) => { round.open = false; }));
})();
