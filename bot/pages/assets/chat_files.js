// Files with a message: chosen, pasted or dropped. Each is uploaded at once and its token goes with the message, so a reload loses none.
(() => {
  const find = (selector) => document.querySelector(selector);
  let files = [], loading = 0, words = {}, save = () => {};
  const list = () => find("#files");
  const word = (name, values) => Object.entries(values || {}).reduce((text, [key, value]) => text.replace(`{${key}}`, value), words[name] || "");
  function problem(text) {
    const place = find("#file-problem");
    place.textContent = text || "";
    place.hidden = !text;
  }
  function chip(name, busy) {
    const item = document.createElement("li"), label = document.createElement("span");
    label.textContent = name;
    item.append(label);
    if (busy) {
      const state = document.createElement("span");
      state.className = "small";
      state.textContent = word("loading");
      item.append(state);
    } else {
      const drop = document.createElement("button");
      drop.type = "button";
      drop.textContent = "×";
      drop.setAttribute("aria-label", word("remove", { name }));
      item.append(drop);
    }
    return item;
  }
  function draw() {
    const place = list();
    place.querySelectorAll("li:not(.loading)").forEach((item) => item.remove());
    files.forEach((file, index) => {
      const item = chip(file.name, false);
      item.querySelector("button").addEventListener("click", () => { files.splice(index, 1); draw(); find("#message").focus(); });
      place.append(item);
    });
    place.hidden = !place.children.length;
    save("files", files.length ? files : null);
  }
  async function upload(file) {
    const item = chip(file.name, true), body = new FormData();
    item.className = "loading";
    list().append(item);
    list().hidden = false;
    loading += 1;
    body.append("files", file, file.name);
    try {
      const answer = await fetch("/chat/files", { method: "POST", body }), told = await answer.json();
      if (answer.status === 401) location.assign("/sign-in");
      if (told.token) files.push({ token: told.token, name: told.name });
      else problem(told.problem);
    } catch { problem(word("failed", { name: file.name })); }
    loading -= 1;
    item.remove();
    draw();
  }
  function add(chosen) {
    const largest = Number(list().dataset.largest), most = Number(list().dataset.most);
    problem("");
    if (files.length + loading + chosen.length > most) return problem(word("many", { count: files.length + loading + chosen.length }));
    chosen.forEach((file) => (file.size > largest ? problem(word("large", { name: file.name })) : upload(file)));
    find("#message").focus();
  }
  window.dinghuoFiles = {
    start(kept, keep) {
      save = keep;
      words = JSON.parse(list().dataset.words);
      files = (kept("files") || []).filter((file) => file.token && file.name);
      draw();
    },
    busy() {
      if (loading) problem(word("wait"));
      return loading > 0;
    },
    take() {
      const taken = files;
      files = [];
      problem("");
      draw();
      return taken;
    },
  };
  document.addEventListener("click", (event) => event.target.closest("#attach") && find("#chooser").click());
  document.addEventListener("change", (event) => {
    if (event.target.id !== "chooser") return;
    add([...event.target.files]);
    event.target.value = "";
  });
  document.addEventListener("paste", (event) => {
    const pasted = [...(event.clipboardData?.files || [])];
    if (pasted.length && find("#files")) { event.preventDefault(); add(pasted); }
  });
  const dragged = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  let depth = 0;
  const over = (on) => { document.body.classList.toggle("dropping", on); document.body.dataset.drop = word("drop"); };
  document.addEventListener("dragenter", (event) => { if (dragged(event)) { depth += 1; over(true); } });
  document.addEventListener("dragleave", (event) => { if (dragged(event) && --depth <= 0) { depth = 0; over(false); } });
  document.addEventListener("dragover", (event) => dragged(event) && event.preventDefault());
  document.addEventListener("drop", (event) => {
    if (!dragged(event)) return;
    event.preventDefault();
    depth = 0;
    over(false);
    add([...event.dataTransfer.files]);
  });
})();
