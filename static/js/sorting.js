// The sorting line: each scan is asked in its turn, the field is ready for the next one at once, and while
// no answer has come none is shown: an old "Release" must never stand beside a new parcel.
(function () {
  "use strict";
  var form = document.querySelector("[data-sorting]");
  if (!form) return;
  var field = form.querySelector("input[name=waybill]");
  var result = document.getElementById("sorting-result");
  var last = document.getElementById("sorting-last");
  var MOST = 20;

  function show(words, failed) {
    var box = document.createElement("p");
    box.className = failed ? "sorting-answer sorting-failed" : "text-secondary mb-0";
    box.textContent = words;
    result.replaceChildren(box);
  }

  form.addEventListener("htmx:configRequest", function () {
    window.setTimeout(function () { field.value = ""; field.focus(); }, 0);
  });
  form.addEventListener("htmx:beforeSend", function () { show(form.dataset.asking, false); });
  document.body.addEventListener("htmx:afterSettle", function () {
    while (last.children.length > MOST) last.lastElementChild.remove();
    field.focus();
  });
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach(function (name) {
    form.addEventListener(name, function () { show(form.dataset.failed, true); field.focus(); });
  });
  field.focus();
})();
