// The gate page with the keyboard alone: focus on what comes next, Escape for the next vehicle, one Enter once.
(function () {
  "use strict";
  var wanted = document.querySelectorAll("[data-gate-focus]");
  var target = wanted[wanted.length - 1];
  if (target) {
    target.focus();
    if (target.select) target.select();
  }

  document.addEventListener("keydown", function (event) {
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
