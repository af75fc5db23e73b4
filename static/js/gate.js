// The gate page with the keyboard alone: focus on what comes next, Escape for the next vehicle, one Enter once.
// A button that opens the barrier gets the focus a moment later: the second Enter of a double press or of a
// scanner belongs to the number before it.
(function () {
  "use strict";
  var wanted = document.querySelectorAll("[data-gate-focus]");
  var target = wanted[wanted.length - 1];
  var LATER = 400;
  function focus() {
    target.focus();
    if (target.select) target.select();
  }
  if (target && target.dataset.gateFocus === "later") {
    window.setTimeout(function () { if (document.activeElement === document.body) focus(); }, LATER);
  } else if (target) {
    focus();
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && event.repeat) event.preventDefault();
    if (event.key !== "Escape" || event.defaultPrevented) return;
    var next = document.querySelector("[data-gate-escape]");
    if (next) next.click();
  });

  document.querySelectorAll("[data-gate-once]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "1";
    });
  });

  // Coming back with the browser's back button finds a form that may be sent again; its number counts once.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("[data-gate-once]").forEach(function (form) {
      delete form.dataset.sent;
    });
  });
})();
