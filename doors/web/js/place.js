// "Use my place" on the form of a petition: the browser asks for leave once the button is pressed, and the point goes into the field
// where it can be read and taken out again. Without script, or where the browser knows no places, there is no button.
const box = navigator.geolocation && document.querySelector("[data-place]");
if (box) {
  const button = box.querySelector("button"), said = box.querySelector("[role=status]");
  const field = box.closest("form").elements.point;
  const frame = (box.dataset.place.match(/\S+/g) || []).map(Number);
  const say = (what) => { said.textContent = box.dataset[what]; box.dataset.said = what; button.disabled = what === "looking"; };
  box.hidden = false;
  button.addEventListener("click", () => {
    say("looking");
    navigator.geolocation.getCurrentPosition(({ coords: { latitude: lat, longitude: long } }) => {
      const [south, north, west, east] = frame;
      if (frame.length === 4 && (lat < south || lat > north || long < west || long > east)) return say("outside");
      field.value = `${lat.toFixed(5)}, ${long.toFixed(5)}`;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      say("found");
    }, (e) => say(e.code === e.PERMISSION_DENIED ? "denied" : "nowhere"), { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 });
  });
}
