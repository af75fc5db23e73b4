// The upload form: files may be dropped, are listed when chosen, and are counted before they are sent.
(function () {
  "use strict";
  var form = document.querySelector("[data-upload]");
  if (!form) return;
  var input = form.querySelector("input[type=file]");
  var zone = form.querySelector("[data-drop-zone]");
  var list = form.querySelector("[data-chosen-list]");
  var error = form.querySelector("[data-upload-error]");
  var button = form.querySelector("[data-upload-button]");
  var label = button.querySelector("span");
  var words = label.textContent;
  var MOST_LISTED = 12;

  function announce(text) {
    document.body.dispatchEvent(new CustomEvent("announce", { detail: { value: text } }));
  }

  function size(bytes) {
    return bytes < 1024 * 1024 ? Math.ceil(bytes / 1024) + " KB" : (bytes / 1024 / 1024).toFixed(1) + " MB";
  }

  function row(name, text) {
    var item = document.createElement("li");
    [name, text].forEach(function (part) {
      var cell = document.createElement("span");
      cell.textContent = part;
      item.appendChild(cell);
    });
    return item;
  }

  function fault(files) {
    var bytes = files.reduce(function (sum, file) { return sum + file.size; }, 0);
    if (!files.length) return form.dataset.empty;
    if (files.length > Number(form.dataset.maxFiles)) return form.dataset.tooMany;
    return bytes > Number(form.dataset.maxBytes) ? form.dataset.tooLarge : "";
  }

  function say(text) {
    error.textContent = text;
    input.classList.toggle("is-invalid", Boolean(text));
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    announce(text);
  }

  function show() {
    var files = Array.from(input.files);
    var rows = files.slice(0, MOST_LISTED).map(function (file) { return row(file.name, size(file.size)); });
    if (files.length > MOST_LISTED) rows.push(row("…", "+" + (files.length - MOST_LISTED)));
    list.replaceChildren.apply(list, rows);
    list.hidden = !files.length;
    var text = files.length ? fault(files) : "";
    say(text);
    if (!text && files.length) announce(form.dataset.chosen + " " + files.length);
  }

  input.addEventListener("change", show);
  form.addEventListener("submit", function (event) {
    var text = fault(Array.from(input.files));
    if (text) {
      event.preventDefault();
      say(text);
      input.focus();
      return;
    }
    button.disabled = true;
    label.textContent = form.dataset.sending;
    announce(form.dataset.sending);
  });
  // Coming back by the browser's arrow finds the form ready.
  window.addEventListener("pageshow", function () {
    button.disabled = false;
    label.textContent = words;
  });

  form.querySelector("[data-drop-hint]").hidden = false;
  ["dragenter", "dragover"].forEach(function (name) {
    zone.addEventListener(name, function (event) {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  });
  ["dragleave", "drop"].forEach(function (name) {
    zone.addEventListener(name, function (event) {
      event.preventDefault();
      if (name === "drop" || !zone.contains(event.relatedTarget)) zone.classList.remove("is-over");
    });
  });
  zone.addEventListener("drop", function (event) {
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    show();
  });
})();
