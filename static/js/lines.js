// The import list form: autosave, numbering of lines, names of codes, values filled in beside them.
(function () {
  "use strict";
  var form = document.getElementById("list-form");
  if (!form) return;
  var saver = document.getElementById("saved");
  var dirty = false;
  var sending = false;
  var halted = false;
  var leaving = false;
  var pressed = null; // the button that waits until a save under way has been answered
  var timer = 0;

  // --- autosave: some seconds after the last key, at once when a field is left ---
  function plan(wait) {
    window.clearTimeout(timer);
    if (dirty && !halted) timer = window.setTimeout(send, wait);
  }

  function send() {
    if (sending) return plan(1000);
    dirty = false;
    sending = true;
    window.htmx.trigger(saver, "autosave");
  }

  form.addEventListener("input", function () {
    dirty = true;
    plan(3000);
  });
  form.addEventListener("change", function () {
    dirty = true;
    plan(400);
  });
  document.body.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.elt !== saver) return;
    sending = false;
    if (pressed) return void window.setTimeout(submitNow, 50);
    var status = event.detail.xhr.status;
    if (status === 200 && !halted) return plan(3000);
    dirty = true;
    if (status === 401 || status === 403) ended();
    else if (status === 409 || status === 422) halted = true;
    else plan(10000);
  });
  // A save under way raises the draft's version: filing waits for it instead of meeting a conflict.
  form.addEventListener("submit", function (event) {
    window.clearTimeout(timer);
    leaving = true;
    if (!sending || !event.submitter) return;
    event.preventDefault();
    pressed = event.submitter;
  });

  function submitNow() {
    var button = pressed;
    pressed = null;
    form.requestSubmit(button);
  }

  window.addEventListener("beforeunload", function (event) {
    if (dirty && !leaving) event.preventDefault();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    dirty = true;
    if (!halted) send();
  });

  // --- a session that ended answers with the sign-in page: never shown inside this one ---
  document.body.addEventListener("htmx:beforeSwap", function (event) {
    var asked = event.detail.pathInfo.requestPath.split("?")[0];
    if (new URL(event.detail.xhr.responseURL).pathname === asked) return;
    event.detail.shouldSwap = false;
    ended();
  });

  function ended() {
    halted = dirty = true;
    saver.textContent = form.dataset.ended;
  }

  // --- lines: the number shown is the place, the names never change ---
  function renumber() {
    form.querySelectorAll(".line").forEach(function (line, index) {
      line.querySelectorAll("[data-line-number]").forEach(function (place) {
        place.textContent = index + 1;
      });
    });
  }

  var removing = -1;
  document.body.addEventListener("htmx:beforeRequest", function (event) {
    var line = event.target.closest && event.target.closest(".line");
    if (!line || !event.target.matches("[data-remove-line]")) return;
    removing = Array.prototype.indexOf.call(form.querySelectorAll(".line"), line);
  });
  document.body.addEventListener("htmx:afterRequest", function (event) {
    if (!event.detail.requestConfig.elt.matches("[data-line-edit]")) return;
    window.setTimeout(function () {
      renumber();
      form.dispatchEvent(new Event("change", { bubbles: true }));
      var lines = form.querySelectorAll(".line");
      if (removing < 0) {
        lines[lines.length - 1].querySelector("input:not([type=hidden]), select, textarea").focus();
        return;
      }
      var next = lines[Math.min(removing, lines.length - 1)];
      removing = -1;
      (next ? next.querySelector("input:not([type=hidden]), select, textarea") : document.getElementById("add-line")).focus();
    }, 60);
  });

  // --- codes: their names from the lists of the page ---
  function nameCode(input) {
    var note = document.getElementById("note-" + input.id);
    var list = input.list;
    if (!note || !list || input.hasAttribute("hx-get")) return;
    var found = Array.prototype.find.call(list.options, function (option) {
      return option.value === input.value;
    });
    note.textContent = found ? found.label : "";
  }

  function nameCodes(root) {
    root.querySelectorAll("input[list]").forEach(nameCode);
  }

  form.addEventListener("change", function (event) {
    if (event.target.matches("input[list]")) nameCode(event.target);
  });

  // --- values that follow from a code or from price and quantity; nothing typed is overwritten ---
  function fill(target, value) {
    if (!target || !value || target.type === "hidden") return;
    if (target.value && target.dataset.filled !== target.value) return;
    if (target.value === value) return;
    target.value = value;
    target.dataset.filled = value;
    target.dispatchEvent(new Event("change", { bubbles: true }));
  }

  document.body.addEventListener("htmx:afterSettle", function (event) {
    event.target.querySelectorAll("[data-fill]").forEach(function (one) {
      fill(document.getElementById(one.dataset.fill), one.dataset.value);
    });
    if (event.target.closest("#list-form")) {
      nameCodes(form);
      renumber();
    }
  });

  function scaled(text) {
    var found = /^(\d{1,14})(?:\.(\d{1,5}))?$/.exec(text.trim());
    return found ? BigInt(found[1] + (found[2] || "").padEnd(5, "0")) : null;
  }

  form.addEventListener("change", function (event) {
    var named = /^(id_lines-\d+-)(price|qty)$/.exec(event.target.id || "");
    if (!named) return;
    var price = scaled(document.getElementById(named[1] + "price").value);
    var qty = scaled(document.getElementById(named[1] + "qty").value);
    if (price === null || qty === null) return;
    var product = ((price * qty + 50000n) / 100000n).toString().padStart(6, "0");
    var places = product.slice(-5).replace(/0+$/, "");
    fill(document.getElementById(named[1] + "totalPrice"), product.slice(0, -5) + (places ? "." + places : ""));
  });

  // --- findings of the preview lead to their fields ---
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-focus]");
    var control = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!control) return;
    event.preventDefault();
    var folded = control.closest("details:not([open])");
    if (folded) folded.open = true;
    if (control.tabIndex < 0) control.setAttribute("tabindex", "-1");
    control.focus();
    control.scrollIntoView({ block: "center" });
  });

  nameCodes(form);
})();
