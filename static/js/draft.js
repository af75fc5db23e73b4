// A form that saves itself while one types: data-draft on the form, its saver shows when that was.
(function () {
  "use strict";
  var form = document.querySelector("form[data-draft]");
  if (!form) return;
  var saver = document.getElementById(form.dataset.draft);
  var dirty = false;
  var halted = false;
  var timer = 0;

  function plan(wait) {
    dirty = true;
    window.clearTimeout(timer);
    if (!halted) timer = window.setTimeout(send, wait);
  }

  function send() {
    dirty = false;
    window.htmx.trigger(saver, "autosave");
  }

  form.addEventListener("input", function () {
    plan(1500);
  });
  form.addEventListener("change", function () {
    plan(300);
  });
  form.addEventListener("submit", function () {
    window.clearTimeout(timer);
    dirty = false;
  });
  saver.addEventListener("htmx:afterRequest", function (event) {
    if (!event.detail.successful && !halted) plan(10000);
  });
  // Another form of the page (files) leaves it: what is typed goes first.
  document.addEventListener("submit", function (event) {
    if (event.target === form || !dirty || halted) return;
    event.preventDefault();
    window.clearTimeout(timer);
    var other = event.target;
    var pressed = event.submitter;
    saver.addEventListener("htmx:afterRequest", function () {
      other.requestSubmit(pressed);
    }, { once: true });
    send();
  });
  window.addEventListener("beforeunload", function (event) {
    if (dirty) event.preventDefault();
  });
  // A session that ended answers with the sign-in page: never shown inside this one.
  saver.addEventListener("htmx:beforeSwap", function (event) {
    var asked = event.detail.pathInfo.requestPath.split("?")[0];
    if (new URL(event.detail.xhr.responseURL).pathname === asked) return;
    event.detail.shouldSwap = false;
    halted = true;
    saver.textContent = form.dataset.ended;
  });
})();
