// Counts down to [data-countdown] (an ISO instant). The absolute time beside it needs no script.
(() => {
  const clock = document.querySelector("[data-countdown]");
  if (!clock) return;
  const meter = document.querySelector("[data-countdown-meter]");
  const end = Date.parse(clock.dataset.countdown);
  // The server's own time at rendering corrects a visitor's wrong clock.
  const drift = Date.parse(clock.dataset.now) - Date.now();
  const two = (number) => String(number).padStart(2, "0");

  const tick = () => {
    const left = Math.max(0, Math.floor((end - Date.now() - drift) / 1000));
    const hours = Math.floor(left / 3600);
    const minutes = two(Math.floor(left / 60) % 60);
    clock.textContent = (hours ? `${hours}:` : "") + `${minutes}:${two(left % 60)}`;
    if (meter) meter.value = left;
    document.documentElement.toggleAttribute("data-ending", left < 300);
    if (left) setTimeout(tick, 1000);
    else clock.textContent = "ended";
  };
  tick();
})();
