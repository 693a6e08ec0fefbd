// Search as you type over a list that is complete without scripts.
// [data-filter] holds the field; [data-filter-item] are the lines, [data-filter-group] what holds
// them; [data-filter-status] is a live region that says how many are left.
(() => {
  const box = document.querySelector("[data-filter]");
  if (!box) return;
  const field = box.querySelector("input");
  const status = document.querySelector("[data-filter-status]");
  const items = [...document.querySelectorAll("[data-filter-item]")];
  const groups = [...document.querySelectorAll("[data-filter-group]")];

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = new Map(items.map((item) => [item, plain(item.dataset.filterItem)]));

  const apply = () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of items) {
      const hit = words.every((word) => texts.get(item).includes(word));
      item.hidden = !hit;
      if (hit) shown += 1;
      // A choice that can no longer be seen is no choice.
      else item.querySelectorAll("input:checked").forEach((radio) => { radio.checked = false; });
    }
    for (const group of groups) {
      group.hidden = !group.querySelector("[data-filter-item]:not([hidden])");
    }
    if (!words.length) status.textContent = "";
    else if (!shown) status.textContent = `Nothing matches “${field.value.trim()}”.`;
    else status.textContent = `${shown} of ${items.length} ${items.length === 1 ? "role" : "roles"}`;
  };

  box.hidden = false;
  field.addEventListener("input", apply);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && field.value) {
      field.value = "";
      apply();
      event.preventDefault();
    }
    if (event.key === "Enter") event.preventDefault();
  });
  if (field.value) apply();
})();
